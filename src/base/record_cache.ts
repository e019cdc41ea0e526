/** In: a folder of packs. Out: what was kept there before, by hash, and a way to add to it. */
import { join } from "node:path";
import {
  type PackedRecord,
  type PackEntry,
  type PackFormat,
  readPackEntries,
  readPackIndex,
  writePack,
} from "./record_pack.ts";

/** Records on disk, by the hash of what they were made from. */
export interface RecordCache {
  /** Those of `hashes` that are there and sound. */
  read(hashes: readonly string[]): Map<string, Uint8Array<ArrayBuffer>>;
  /** Adds records, in one new file. */
  write(records: PackedRecord[]): Promise<void>;
}

/**
 * Opens the packs in `folder`, which need not exist. Packs are never changed once written, so
 * several processes may read and write at once; at worst two make the same records and both packs
 * stay.
 */
export function openRecordCache(folder: string, format: PackFormat): RecordCache {
  const index = new Map<string, PackEntry>();
  for (const path of listPacks(folder)) {
    for (const [hash, entry] of readPackIndex(path, format)) index.set(hash, entry);
  }
  return {
    read: (hashes) => readEntries(index, hashes),
    write: (records) => writePack(join(folder, `${crypto.randomUUID()}.pack`), format, records),
  };
}

function listPacks(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name }) => name.endsWith(".pack"))
      .map(({ name }) => join(folder, name));
  } catch {
    return []; // Not there yet, or not to be read: then nothing is cached.
  }
}

function readEntries(
  index: Map<string, PackEntry>,
  hashes: readonly string[],
): Map<string, Uint8Array<ArrayBuffer>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  const byPath = Map.groupBy(
    hashes.filter((hash) => index.has(hash)),
    (hash) => index.get(hash)!.path,
  );
  for (const [path, inPack] of byPath) {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(path);
    } catch {
      continue; // Deleted since it was listed.
    }
    const entries = new Map(inPack.map((hash) => [hash, index.get(hash)!]));
    for (const [hash, bytes] of readPackEntries(file, entries)) found.set(hash, bytes);
    file.close();
  }
  return found;
}
