/**
 * A pack is one file with many records of equal length: four letters that say what they are, the
 * length of the header in four bytes (little-endian), a header in JSON, and the records. One file
 * for hundreds of records loads many times faster than one file each.
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { writeFileWhole } from "./write_file_whole.ts";

const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 2 ** 26;

const headerSchema = z.object({
  /** Values a record. */
  size: z.int().positive(),
  clips: z.array(z.object({ sha256: z.string(), crc32: z.int() })),
});

/** What the records of a pack are. */
export interface PackFormat {
  /** Four ASCII letters at the file's start. */
  magic: string;
  /** Bytes a value, such as 4 for float32. */
  valueBytes: number;
  /** Values a record. */
  size: number;
}

/** Where one record lies. */
export interface PackEntry {
  path: string;
  offset: number;
  byteLength: number;
  crc32: number;
}

/** One record, with the hash of what it was made from. */
export interface PackedRecord {
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

/** Reads the record at `entry` from its open file; undefined where it is cut off or damaged. */
export function readPackEntry(file: Deno.FsFile, entry: PackEntry): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(entry.byteLength);
  try {
    file.seekSync(entry.offset, Deno.SeekMode.Start);
    readExactly(file, bytes);
  } catch {
    return undefined;
  }
  return crc32(bytes) === entry.crc32 ? bytes : undefined;
}

function readExactly<T extends Uint8Array>(file: Deno.FsFile, bytes: T): T {
  for (let done = 0; done < bytes.length;) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) throw new Error("the file ends too early");
    done += count;
  }
  return bytes;
}
