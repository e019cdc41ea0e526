/** In: a zip archive's path. Out: its entries, streamed. */
import { Readable } from "node:stream";
// @ts-types="npm:@types/yauzl@3.4.0"
import { type Entry, openPromise } from "yauzl";
import type { SourceEntry } from "./archive_entry.ts";

const FILE_TYPE = 0o170000;
const LINK = 0o120000;

/**
 * Entries of the zip archive at `path`, in its directory's order. yauzl itself refuses absolute
 * paths, paths that leave the archive and content that differs from its declared size.
 */
export async function* readZip(path: string): AsyncGenerator<SourceEntry> {
  const archive = await openPromise(path);
  try {
    for await (const entry of archive.eachEntry()) {
      yield {
        path: entry.fileName,
        kind: kindOf(entry),
        declaredBytes: entry.uncompressedSize,
        content: async () => Readable.from(await archive.openReadStreamPromise(entry)),
      };
    }
  } finally {
    archive.close();
  }
}

function kindOf(entry: Entry): SourceEntry["kind"] {
  // The upper half of the attributes is the Unix mode, where the archive was made on Unix.
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK) return "link";
  return entry.fileName.endsWith("/") ? "folder" : "file";
}
