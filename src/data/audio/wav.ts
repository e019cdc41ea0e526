import { UserError } from "../../base/user_error.ts";
import { checkRate, checkSamples, type DecodedAudio, tagBytesBefore } from "./audio_format.ts";
import {
  adpcmFrames,
  decodeALaw,
  decodeImaAdpcm,
  decodeMsAdpcm,
  decodeMuLaw,
  readMsCoefficients,
} from "./wav_codecs.ts";

/** Format codes of the fmt chunk (Microsoft's mmreg.h). */
const CODES = { pcm: 1, msAdpcm: 2, float: 3, aLaw: 6, muLaw: 7, imaAdpcm: 0x11 } as const;
const EXTENSIBLE = 0xfffe;

/** Lengths from here on are what programs write that do not know the length yet. */
const UNFINISHED_FROM = 0x7fff0000;

/** Chunks that files of speech have; see {@link chunkAfter}. */
const KNOWN_CHUNKS =
  /^(data|fmt |fact|LIST|bext|cue |smpl|inst|junk|JUNK|PEAK|iXML|id3 |ID3 |PAD )$/;

/** A file of plain samples whose header has been understood. */
export interface WavFile {
  channels: number;
  sampleRateHz: number;
  /** Samples a channel, 1 or more. */
  frames: number;
  /** Decodes: one array a channel, each [frames], full scale ±1. Throws as checkSamples does. */
  read(): Float32Array[];
  /** Whether samples are floats, which can be no numbers. */
  isFloat: boolean;
}

/**
 * Reads the header of RIFF/WAVE, or of RF64 and BW64 (EBU Tech 3306): PCM of 1 to 32 bits in 1 to 4 bytes, floats of 32 or 64 bits, A-law,
 * µ-law, IMA and Microsoft ADPCM of 4 bits, plain or WAVE_FORMAT_EXTENSIBLE, any number of channels,
 * whatever other chunks and tags stand around. `name` is the file's name for error texts.
 *
 * Lengths that were never filled in are read up to the end of the file: a length of 2 GiB or more,
 * 0 where samples follow, and any that goes beyond the file's end and does not agree with the RIFF
 * header. Where the two agree the file was whole once, and is truncated now.
 *
 * Throws a UserError for anything else (RIFX, other compressed formats), for a damaged header, a
 * truncated file, a sampling rate outside {@link checkRate}'s limits and a file without samples.
 */
export function openWav(bytes: Uint8Array, name: string): WavFile {
  const start = tagBytesBefore(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  checkRiff(view, name);
  const { format: formatChunk, data } = findChunks(view, name);
  const format = readFormat(view, formatChunk, name);
  const samples = layOut(view, format, data, name);
  const { frames } = samples;
  if (frames === 0) {
    throw new UserError(`Expected ${name} to hold samples, but its data chunk is empty`);
  }
  const { channels, sampleRateHz } = format;
  const isFloat = format.code === CODES.float;
  const read = () => {
    const decoded = samples.read();
    if (isFloat) checkSamples(decoded, name);
    return decoded;
  };
  return { channels, sampleRateHz, frames, isFloat, read };
}

/** The samples of the WAV file `bytes`; see {@link openWav} for what is read and what is thrown. */
export function decodeWav(bytes: Uint8Array, name: string): DecodedAudio {
  const wav = openWav(bytes, name);
  return { channels: wav.read(), sampleRateHz: wav.sampleRateHz };
}

/** Of a chunk's name; "" at the end of the file. */
export function fourCharacters(view: DataView, offset: number): string {
  if (offset + 4 > view.byteLength) return "";
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function checkRiff(view: DataView, name: string): void {
  const found = view.byteLength >= 12 ? fourCharacters(view, 0) : "";
  if (found === "RIFX") {
    throw new UserError(`Expected ${name} to be a little-endian WAV file, but it is ${found}`);
  }
  if (!/^(RIFF|RF64|BW64)$/.test(found) || fourCharacters(view, 8) !== "WAVE") {
    throw new UserError(`Expected ${name} to begin as a WAV file does, but it does not`);
  }
}

/** Where a chunk's content lies. */
export interface Chunk {
  start: number;
  size: number;
}

/**
 * The fact chunk of compressed files is left alone: some programs write a wrong number of samples
 * there, and what it could cut off is the filling of the last block.
 */
function findChunks(view: DataView, name: string): { format: Chunk; data: Chunk } {
  let format: Chunk | undefined;
  /** Of an RF64 file: the length that takes 64 bits. */
  let longSize: number | undefined;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const id = fourCharacters(view, offset);
    const size = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (id === "ds64" && size >= 16 && start + 16 <= view.byteLength) {
      longSize = Number(view.getBigUint64(start + 8, true));
    }
    if (id === "fmt ") {
      if (size > view.byteLength - start) throw truncated(name, "fmt", size, view, start);
      format = { start, size };
    }
    if (id === "data") {
      if (!format) throw new UserError(`Expected ${name} to state its format before its samples`);
      const isLong = size === 0xffffffff && longSize !== undefined;
      if (isLong && longSize! > view.byteLength - start) {
        throw truncated(name, "data", longSize!, view, start);
      }
      const data = { start, size: isLong ? longSize! : dataSize(view, start, size, name) };
      return { format, data };
    }
    offset = chunkAfter(view, start + size, size);
  }
  const missing = format ? "data" : "fmt";
  throw new UserError(`Expected ${name} to have a chunk "${missing}", but there is none`);
}

/**
 * Chunks begin at even offsets: one of odd size is followed by a pad byte, which some programs
 * forget. Where that byte is not zero and the letters of a chunk stand there, it is none.
 */
function chunkAfter(view: DataView, end: number, size: number): number {
  if (size % 2 === 0) return end;
  const isForgotten = end < view.byteLength && view.getUint8(end) !== 0 &&
    KNOWN_CHUNKS.test(fourCharacters(view, end));
  return isForgotten ? end : end + 1;
}

/** How many bytes of samples there are; see {@link openWav} for lengths that were not filled in. */
function dataSize(view: DataView, start: number, stated: number, name: string): number {
  const left = view.byteLength - start;
  if (stated === 0) return areChunks(view, start) ? 0 : left;
  if (stated <= left) return stated;
  const riffEnd = view.getUint32(4, true) + 8;
  // A pad byte behind an odd number of bytes, which the RIFF header may count.
  const agrees = riffEnd === start + stated || riffEnd === start + stated + 1;
  if (agrees && stated < UNFINISHED_FROM) throw truncated(name, "data", stated, view, start);
  return left;
}

/** Whether whole chunks stand from `offset` to the end, as they do behind an empty one. */
function areChunks(view: DataView, offset: number): boolean {
  while (offset + 8 <= view.byteLength) {
    if (!/^[\w ]{4}$/.test(fourCharacters(view, offset))) return false;
    const size = view.getUint32(offset + 4, true);
    offset += 8 + size + (size & 1);
  }
  return offset >= view.byteLength;
}

function truncated(name: string, id: string, size: number, view: DataView, start: number) {
  return new UserError(
    `Expected ${name} to hold ${size} bytes in its chunk "${id}", but found ` +
      `${view.byteLength - start}; the file is truncated`,
  );
}

/** What the fmt chunk says. */
interface WavFormat {
  code: number;
  channels: number;
  sampleRateHz: number;
  /** Bytes of one sample of all channels, or of a block of a compressed file; can be wrong. */
  blockAlign: number;
  bitsPerSample: number;
  chunk: Chunk;
}

function readFormat(view: DataView, chunk: Chunk, name: string): WavFormat {
  if (chunk.size < 16) {
    throw new UserError(
      `Expected the format chunk of ${name} to have 16 bytes or more, but it has ${chunk.size}`,
    );
  }
  const stated = view.getUint16(chunk.start, true);
  // The extensible form keeps the format's code in the first two bytes of a GUID at offset 24.
  const extended = stated === EXTENSIBLE && chunk.size >= 40;
  const format = {
    code: extended ? view.getUint16(chunk.start + 24, true) : stated,
    channels: view.getUint16(chunk.start + 2, true),
    sampleRateHz: view.getUint32(chunk.start + 4, true),
    blockAlign: view.getUint16(chunk.start + 12, true),
    bitsPerSample: view.getUint16(chunk.start + 14, true),
    chunk,
  };
  if (format.channels === 0) {
    throw new UserError(`Expected ${name} to state channels, but found 0 channels`);
  }
  checkRate(format.sampleRateHz, name);
  return format;
}

/** How many samples there are and how they are decoded. */
export interface Samples {
  /** Samples a channel. */
  frames: number;
  read(): Float32Array[];
}

function layOut(view: DataView, format: WavFormat, data: Chunk, name: string): Samples {
  const { code, channels, bitsPerSample, blockAlign } = format;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + data.start, data.size);
  if (code === CODES.pcm && bitsPerSample >= 1 && bitsPerSample <= 32) {
    return pcmSamples(view, format, data);
  }
  if (code === CODES.float && (bitsPerSample === 32 || bitsPerSample === 64)) {
    const read: SampleReader = bitsPerSample === 32
      ? (view, at) => view.getFloat32(at, true)
      : (view, at) => view.getFloat64(at, true);
    return plainSamples(view, data, channels, bitsPerSample / 8, read);
  }
  if ((code === CODES.aLaw || code === CODES.muLaw) && bitsPerSample === 8) {
    const table = code === CODES.aLaw ? decodeALaw : decodeMuLaw;
    return plainSamples(view, data, channels, 1, (view, at) => table[view.getUint8(at)]);
  }
  const adpcm = code === CODES.imaAdpcm ? "ima" : code === CODES.msAdpcm ? "ms" : undefined;
  if (adpcm && bitsPerSample === 4) {
    const shape = { channels, blockBytes: blockAlign };
    const { frames } = adpcmFrames(adpcm, bytes.length, shape, name);
    const read = adpcm === "ima" ? decodeImaAdpcm : decodeMsAdpcm;
    const coefficients = readMsCoefficients(view, format.chunk);
    return { frames, read: () => read(bytes, { ...shape, coefficients, frames }) };
  }
  throw new UserError(
    `Expected ${name} to be PCM of 1 to 32 bits, floats of 32 or 64 bits, A-law, µ-law or ADPCM, ` +
      `but found format ${code} with ${bitsPerSample} bits; convert it, such as by ` +
      `ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav`,
  );
}

/** Reads one sample at a byte offset, full scale ±1. */
export type SampleReader = (view: DataView, offset: number) => number;

/** Samples of `sampleBytes` each, channel by channel, one time after another. */
export function plainSamples(
  view: DataView,
  { start, size }: Chunk,
  channels: number,
  sampleBytes: number,
  read: SampleReader,
): Samples {
  const frameBytes = sampleBytes * channels;
  const frames = Math.floor(size / frameBytes);
  return {
    frames,
    read: () =>
      Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(frames);
        const first = start + channel * sampleBytes;
        for (let i = 0; i < frames; i++) samples[i] = read(view, first + i * frameBytes);
        return samples;
      }),
  };
}

/** By bytes a sample; one byte is unsigned, more are signed and little-endian. */
const INTEGER_READERS: Record<number, SampleReader> = {
  1: (view, at) => view.getUint8(at) - 128,
  2: (view, at) => view.getInt16(at, true),
  3: (view, at) => (view.getInt8(at + 2) << 16) | view.getUint16(at, true),
  4: (view, at) => view.getInt32(at, true),
};

/**
 * PCM. A sample of b bits lies in as many bytes as it needs, or in those that the block alignment
 * says, and then at their upper end (as Microsoft says) or, where all are small enough, at their
 * lower end (as some programs write 24 bits in 4 bytes). An alignment that the samples contradict
 * is left alone.
 */
function pcmSamples(view: DataView, format: WavFormat, data: Chunk): Samples {
  const { channels, bitsPerSample: bits, blockAlign } = format;
  const needed = Math.ceil(bits / 8);
  const aligned = blockAlign / channels;
  const isWider = Number.isInteger(aligned) && aligned > needed && aligned <= 4;
  const wider = isWider ? placeInWider(view, data, aligned, bits) : undefined;
  const sampleBytes = wider ? aligned : needed;
  const read = INTEGER_READERS[sampleBytes];
  const place = wider ?? placeOf(view, data, sampleBytes, bits) ?? "upper";
  const scale = 2 ** -((place === "lower" ? bits : sampleBytes * 8) - 1);
  return plainSamples(view, data, channels, sampleBytes, (view, at) => read(view, at) * scale);
}

/** Where in their bytes the bits of samples lie. */
type Place = "upper" | "lower";

function placeInWider(view: DataView, data: Chunk, bytes: number, bits: number) {
  const place = placeOf(view, data, bytes, bits);
  // Devices of 24 bits in 4 bytes may leave noise below the 24.
  return place ?? (bits > 16 && bytes === 4 ? "upper" : undefined);
}

/** At which end of `bytes` bytes all samples have their `bits` bits; undefined where at none. */
function placeOf(
  view: DataView,
  { start, size }: Chunk,
  bytes: number,
  bits: number,
): Place | undefined {
  const spare = bytes * 8 - bits;
  if (spare === 0 || bytes === 1) return "upper";
  const read = INTEGER_READERS[bytes];
  let [isUpper, isLower] = [true, true];
  const limit = 2 ** (bits - 1);
  for (let at = start; at + bytes <= start + size && (isUpper || isLower); at += bytes) {
    const value = read(view, at);
    isUpper &&= (value & ((1 << spare) - 1)) === 0;
    isLower &&= value >= -limit && value < limit;
  }
  return isUpper ? "upper" : isLower ? "lower" : undefined;
}

// In: samples of one channel. Out: a WAV file of 16-bit PCM.

/** Bytes before the samples: RIFF header, format chunk, header of the data chunk. */
const HEADER_BYTES = 44;

/**
 * `samples` ([samples], full scale ±1, clipped there) as the bytes of a mono WAV file of 16-bit
 * PCM, rounded to the nearest step of 1 / 32768.
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (offset: number, characters: string) =>
    [...characters].forEach((c, i) => view.setUint8(offset + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // size of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i++) {
    const step = Math.round(samples[i] * 32768);
    view.setInt16(HEADER_BYTES + i * 2, Math.max(-32768, Math.min(32767, step)), true);
  }
  return new Uint8Array(view.buffer);
}
