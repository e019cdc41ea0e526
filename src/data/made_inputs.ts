import { dirname, join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import sharp from "sharp";
import { sha256 } from "../base/files.ts";
import { encodeWav } from "./audio/wav.ts";
import type { Clip, Corpus } from "./corpus.ts";

/** Sizes of a made corpus. */
interface MadeSizes {
  classes: number;
  speakers: number;
  texts: number;
  takes: number;
}

/**
 * A corpus with one clip for each class, speaker, text and take; officially every fourth is for
 * test and the others for training.
 */
export function madeCorpus({ classes, speakers, texts, takes }: MadeSizes): Corpus {
  const names = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  const clips: Clip[] = [];
  for (const label of names(classes, "class")) {
    for (const speaker of names(speakers, "speaker")) {
      for (const text of names(texts, "text")) {
        for (const repetition of names(takes, "take")) {
          const id = [label, speaker, text, repetition].join("/");
          const content = {
            part: clips.length % 4 === 3 ? "test" as const : "train" as const,
            sha256: sha256(id),
            durationS: 1,
            sampleRateHz: 16_000,
          };
          clips.push({ id, path: `/${id}.wav`, label, speaker, text, repetition, ...content });
        }
      }
    }
  }
  clips.sort((a, b) => (a.id < b.id ? -1 : 1));
  const head = { id: "made", title: "Made", classes: names(classes, "class") };
  return { ...head, clips, kind: "audio", synthetic: true, root: "/" };
}

/** A tone whose pitch and length follow from `variant`: other variants, other bytes. */
export function toneWav(variant: number, sampleRateHz = 16_000, leastSamples = 400): Uint8Array {
  const samples = new Float32Array(leastSamples + (variant % 97));
  const cycles = 100 + variant;
  for (let i = 0; i < samples.length; i++) {
    samples[i] = 0.5 * Math.sin((2 * Math.PI * cycles * i) / sampleRateHz);
  }
  return encodeWav(samples, sampleRateHz);
}

/** Writes a different tone to each of `relativePaths` below `folder`. */
export async function writeClips(
  folder: string,
  relativePaths: string[],
  leastSamples?: number,
): Promise<void> {
  for (const [variant, relativePath] of relativePaths.entries()) {
    const path = join(folder, relativePath);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, toneWav(variant, 16_000, leastSamples));
  }
}

/** A grey texture, [size, size], that is another one for each `variant`. */
export function texture(variant: number, size = 48): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      pixels[at++] = Math.round(128 + 60 * Math.sin((x + variant) / 5) + 50 * Math.cos(y / 7));
    }
  }
  return pixels;
}

/** The file that `picture` is turned into. */
export async function encoded(picture: ReturnType<typeof sharp>): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await picture.toBuffer());
}

/** A grey JPEG file of `pixels`, [size, size], as face corpora have them. */
export async function greyJpeg(pixels: Uint8Array, size = 48): Promise<Uint8Array<ArrayBuffer>> {
  const raw = { width: size, height: size, channels: 1 as const };
  return await encoded(sharp(pixels, { raw }).toColourspace("b-w").jpeg({ quality: 90 }));
}

/** Writes a different picture to each of `relativePaths` below `folder`. */
export async function writePictures(folder: string, relativePaths: string[]): Promise<void> {
  for (const [variant, relativePath] of relativePaths.entries()) {
    const path = join(folder, relativePath);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, await greyJpeg(texture(variant)));
  }
}

/** A file for {@link encodeZip}. */
export interface ZipFile {
  name: string;
  content: Uint8Array;
  /** Unix mode; 0o100644, a plain file, by default. */
  mode?: number;
  /** The size that the archive claims; the true one by default. */
  claimedBytes?: number;
  /** True packs the content; it is stored by default. */
  packed?: boolean;
}

/** The bytes of a zip archive (APPNOTE 6.3.9) with `files`, names unchecked. */
export function encodeZip(files: ZipFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const stored = file.packed ? deflateRawSync(file.content) : file.content;
    const local = header(file, stored.length, false, 0);
    directory.push(header(file, stored.length, true, offset));
    parts.push(local, stored);
    offset += local.length + stored.length;
  }
  const directoryBytes = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, offset, true);
  return concatenate([...parts, ...directory, new Uint8Array(end.buffer)]);
}

/** A local header, or with `isCentral` the one of the directory at the archive's end. */
function header(
  file: ZipFile,
  storedBytes: number,
  isCentral: boolean,
  offset: number,
): Uint8Array {
  const name = new TextEncoder().encode(file.name);
  const view = new DataView(new ArrayBuffer(isCentral ? 46 : 30));
  const claimed = file.claimedBytes ?? file.content.length;
  view.setUint32(0, isCentral ? 0x02014b50 : 0x04034b50, true);
  // Made on Unix, so that the attributes hold a mode; needs version 2.0.
  if (isCentral) view.setUint16(4, 0x0314, true);
  const at = isCentral ? 6 : 4;
  view.setUint16(at, 20, true);
  view.setUint32(at + 10, crc32(file.content), true);
  view.setUint16(at + 4, file.packed ? 8 : 0, true);
  view.setUint32(at + 14, file.packed ? storedBytes : claimed, true);
  view.setUint32(at + 18, claimed, true);
  view.setUint16(at + 22, name.length, true);
  if (isCentral) {
    view.setUint32(38, (file.mode ?? 0o100644) * 65536, true);
    view.setUint32(42, offset, true);
  }
  return concatenate([new Uint8Array(view.buffer), name]);
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
