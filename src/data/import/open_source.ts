/** In: what a user downloaded: a folder, a zip or tar archive, a table. Out: its entries. */
import { basename } from "node:path";
import { UserError } from "../../base/user_error.ts";
import type { Source, SourceEntry } from "./archive_entry.ts";
import { readFolder } from "./read_folder.ts";
import { readTar } from "./read_tar.ts";
import { readZip } from "./read_zip.ts";

/**
 * Opens the folder, .zip, .tar, .tar.gz or .csv at `path`, archives recognised by content; a table
 * gets the name `tableName`. Throws UserError where it is missing or something else.
 */
export async function openSource(path: string, tableName = basename(path)): Promise<Source> {
  const status = await Deno.stat(path).catch(() => {
    throw new UserError(`Expected a folder or an archive at ${path}, but there is none`);
  });
  if (status.isDirectory) return { entries: readFolder(path) };
  const sizeBytes = status.size;
  if (/\.csv$/i.test(path)) {
    return { entries: singleFile(path, tableName, sizeBytes), sizeBytes, isTable: true };
  }
  const start = await readStart(path, 262);
  const text = (from: number, to: number) => String.fromCharCode(...start.subarray(from, to));
  if (text(0, 4) === "PK\x03\x04" || text(0, 4) === "PK\x05\x06") {
    return { entries: readZip(path), sizeBytes };
  }
  if (text(0, 2) === "\x1f\x8b") return { entries: readTar(path, true), sizeBytes };
  if (text(257, 262) === "ustar") return { entries: readTar(path, false), sizeBytes };
  throw new UserError(
    `Expected ${path} to be a folder, a .zip, .tar or .tar.gz archive or a .csv table, ` +
      `but it is none of them`,
  );
}

async function* singleFile(
  path: string,
  name: string,
  declaredBytes: number,
): AsyncGenerator<SourceEntry> {
  const content = async () => (await Deno.open(path)).readable;
  yield { path: name, kind: "file", declaredBytes, content };
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const start = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const read = await file.read(start.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return start.subarray(0, filled);
}
