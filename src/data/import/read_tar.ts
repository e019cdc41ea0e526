/** In: the path of a tar archive, plain or gzipped. Out: its entries, streamed. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { SourceEntry } from "./archive_entry.ts";

/** Entries of the tar archive at `path` in its order. Throws where it is damaged or cut short. */
export async function* readTar(path: string, isGzipped: boolean): AsyncGenerator<SourceEntry> {
  const unpacked = extract();
  const file = createReadStream(path);
  // An error on any stream destroys `unpacked`, whose loop below then throws it.
  const ended = () => {};
  if (isGzipped) pipeline(file, createGunzip(), unpacked, ended);
  else pipeline(file, unpacked, ended);
  try {
    for await (const entry of unpacked) {
      yield {
        path: entry.header.name,
        kind: kindOf(entry.header.type),
        declaredBytes: entry.header.size ?? 0,
        content: () => entry as AsyncIterable<Uint8Array>,
      };
      entry.resume();
    }
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

function kindOf(type: string | null | undefined): SourceEntry["kind"] {
  if (type === "file" || type === "contiguous-file") return "file";
  if (type === "directory") return "folder";
  return type === "symlink" || type === "link" ? "link" : "other";
}
