/**
 * A pack is one file with the features of many clips: "DYGF", the length of the header in four
 * bytes, a header in JSON, and each clip's numbers as float32 (all little-endian). One file for
 * hundreds of clips loads many times faster than one a clip.
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { writeFileWhole } from "../base/write_file_whole.ts";

const MAGIC = 0x46475944;
const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 2 ** 24;

const headerSchema = z.object({
  /** Numbers a clip. */
  size: z.int().positive(),
  clips: z.array(z.object({ sha256: z.string(), crc32: z.int() })),
});

/** Where one clip's numbers lie. */
export interface PackEntry {
  path: string;
  offset: number;
  size: number;
  crc32: number;
}

/** Features of one clip, with its file's hash. */
export interface PackedClip {
  sha256: string;
  data: Float32Array;
}

/** Writes `clips`, equally long, to `path`, whole or not at all. */
export async function writeFeaturePack(path: string, clips: PackedClip[]): Promise<void> {
  const size = clips[0].data.length;
  const header = new TextEncoder().encode(JSON.stringify({
    size,
    clips: clips.map(({ sha256, data }) => ({ sha256, crc32: crc32(bytesOf(data)) })),
  }));
  const clipBytes = size * Float32Array.BYTES_PER_ELEMENT;
  const content = new Uint8Array(PREFIX_BYTES + header.length + clips.length * clipBytes);
  const view = new DataView(content.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.length, true);
  content.set(header, PREFIX_BYTES);
  clips.forEach(({ data }, i) => {
    content.set(bytesOf(data), PREFIX_BYTES + header.length + i * clipBytes);
  });
  await writeFileWhole(path, content);
}

/** The pack's clips by hash; none where it is damaged, gone or of another size. */
export function readFeaturePackIndex(path: string, size: number): Map<string, PackEntry> {
  const entries = new Map<string, PackEntry>();
  try {
    using file = Deno.openSync(path);
    const prefix = new DataView(readExactly(file, new Uint8Array(PREFIX_BYTES)).buffer);
    const headerBytes = prefix.getUint32(4, true);
    if (prefix.getUint32(0, true) !== MAGIC || headerBytes > MAX_HEADER_BYTES) return entries;
    const text = new TextDecoder().decode(readExactly(file, new Uint8Array(headerBytes)));
    const header = headerSchema.parse(JSON.parse(text));
    if (header.size !== size) return entries;
    const clipBytes = size * Float32Array.BYTES_PER_ELEMENT;
    header.clips.forEach(({ sha256, crc32 }, i) => {
      const offset = PREFIX_BYTES + headerBytes + i * clipBytes;
      entries.set(sha256, { path, offset, size, crc32 });
    });
  } catch {
    // A cache that cannot be read is as good as none: the clips are computed again.
  }
  return entries;
}

/** Reads the clip at `entry` from its open file; undefined where it is cut off or damaged. */
export function readFeaturePackEntry(
  file: Deno.FsFile,
  entry: PackEntry,
): Float32Array | undefined {
  const data = new Float32Array(entry.size);
  const bytes = bytesOf(data);
  try {
    file.seekSync(entry.offset, Deno.SeekMode.Start);
    readExactly(file, bytes);
  } catch {
    return undefined;
  }
  return crc32(bytes) === entry.crc32 ? data : undefined;
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function readExactly<T extends Uint8Array>(file: Deno.FsFile, bytes: T): T {
  for (let done = 0; done < bytes.length;) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) throw new Error("the file ends too early");
    done += count;
  }
  return bytes;
}
