/**
 * A pack is one file with many records of equal length: four letters that say what they are, the
 * length of the header in four bytes (little-endian), a header in JSON, and the records. One file
 * for hundreds of records loads many times faster than one file each.
 */
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { writeFileWhole } from "./files.ts";

const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 2 ** 26;
const MAX_RUN_BYTES = 2 ** 24;

const headerSchema = z.object({
  /** Values a record. */
  size: z.int().positive(),
  clips: z.array(z.object({ sha256: z.string(), crc32: z.int() })),
});

/** What the records of a pack are. */
interface PackFormat {
  /** Four ASCII letters at the file's start. */
  magic: string;
  /** Bytes a value, such as 4 for float32. */
  valueBytes: number;
  /** Values a record. */
  size: number;
}

/** Where one record lies. */
interface PackEntry {
  path: string;
  offset: number;
  byteLength: number;
  crc32: number;
}

/** One record, with the hash of what it was made from. */
interface PackedRecord {
  sha256: string;
  bytes: Uint8Array;
}

/** Writes `records`, each as long as `format` says, to `path`, whole or not at all. */
export async function writePack(
  path: string,
  { magic, valueBytes, size }: PackFormat,
  records: PackedRecord[],
): Promise<void> {
  const header = new TextEncoder().encode(JSON.stringify({
    size,
    clips: records.map(({ sha256, bytes }) => ({ sha256, crc32: crc32(bytes) })),
  }));
  const recordBytes = size * valueBytes;
  const content = new Uint8Array(PREFIX_BYTES + header.length + records.length * recordBytes);
  content.set(new TextEncoder().encode(magic));
  new DataView(content.buffer).setUint32(4, header.length, true);
  content.set(header, PREFIX_BYTES);
  records.forEach(({ bytes }, i) => {
    content.set(bytes, PREFIX_BYTES + header.length + i * recordBytes);
  });
  await writeFileWhole(path, content);
}

/** The pack's records by hash; none where it is damaged, gone or of another format. */
export function readPackIndex(
  path: string,
  { magic, valueBytes, size }: PackFormat,
): Map<string, PackEntry> {
  const entries = new Map<string, PackEntry>();
  try {
    using file = Deno.openSync(path);
    const prefix = readExactly(file, new Uint8Array(PREFIX_BYTES));
    const headerBytes = new DataView(prefix.buffer).getUint32(4, true);
    const found = new TextDecoder().decode(prefix.subarray(0, 4));
    if (found !== magic || headerBytes > MAX_HEADER_BYTES) return entries;
    const text = new TextDecoder().decode(readExactly(file, new Uint8Array(headerBytes)));
    const header = headerSchema.parse(JSON.parse(text));
    if (header.size !== size) return entries;
    const byteLength = size * valueBytes;
    header.clips.forEach(({ sha256, crc32 }, i) => {
      const offset = PREFIX_BYTES + headerBytes + i * byteLength;
      entries.set(sha256, { path, offset, byteLength, crc32 });
    });
  } catch {
    // A cache that cannot be read is as good as none: the records are made again.
  }
  return entries;
}

/**
 * Reads those records of the open file that `entries`, of one pack, name, neighbours at once.
 * Records that are cut off or damaged are left out.
 */
export function readPackEntries(
  file: Deno.FsFile,
  entries: Map<string, PackEntry>,
): Map<string, Uint8Array<ArrayBuffer>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const run of neighbours([...entries])) {
    const { offset, byteLength } = run[0][1];
    const bytes = new Uint8Array(run.length * byteLength);
    file.seekSync(offset, Deno.SeekMode.Start);
    const readBytes = readAtMost(file, bytes);
    for (const [i, [hash, entry]] of run.entries()) {
      const record = bytes.subarray(i * byteLength, (i + 1) * byteLength);
      const isWhole = (i + 1) * byteLength <= readBytes;
      if (isWhole && crc32(record) === entry.crc32) found.set(hash, record);
    }
  }
  return found;
}

/** Entries in the order of the file, those that touch each other together. */
function neighbours(entries: [string, PackEntry][]): [string, PackEntry][][] {
  const runs: [string, PackEntry][][] = [];
  for (const entry of entries.sort(([, a], [, b]) => a.offset - b.offset)) {
    const before = runs.at(-1)?.at(-1)?.[1];
    const touches = before && before.offset + before.byteLength === entry[1].offset;
    if (touches && runs.at(-1)!.length * entry[1].byteLength < MAX_RUN_BYTES) {
      runs.at(-1)!.push(entry);
    } else runs.push([entry]);
  }
  return runs;
}

function readExactly<T extends Uint8Array>(file: Deno.FsFile, bytes: T): T {
  if (readAtMost(file, bytes) < bytes.length) throw new Error("the file ends too early");
  return bytes;
}

/** Fills `bytes` as far as the file goes; returns how many were read. */
function readAtMost(file: Deno.FsFile, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) break;
    done += count;
  }
  return done;
}

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
