/** In: the bytes of a WAV file. Out: its samples as floats, each channel apart. */
import { UserError } from "../../base/user_error.ts";
import type { DecodedAudio } from "./audio.ts";

/** Format codes of the fmt chunk (Microsoft's mmreg.h). */
const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** What the fmt chunk says. */
interface WavFormat {
  code: number;
  channels: number;
  sampleRateHz: number;
  bitsPerSample: number;
}

/** Reads one sample at a byte offset, full scale ±1. */
type SampleReader = (view: DataView, offset: number) => number;

/** By format code and bits; 8-bit PCM is unsigned, all the rest signed and little-endian. */
const SAMPLE_READERS: Record<string, SampleReader> = {
  [`${PCM}/8`]: (view, offset) => (view.getUint8(offset) - 128) / 2 ** 7,
  [`${PCM}/16`]: (view, offset) => view.getInt16(offset, true) / 2 ** 15,
  [`${PCM}/24`]: (view, offset) =>
    ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 2 ** 23,
  [`${PCM}/32`]: (view, offset) => view.getInt32(offset, true) / 2 ** 31,
  [`${IEEE_FLOAT}/32`]: (view, offset) => view.getFloat32(offset, true),
  [`${IEEE_FLOAT}/64`]: (view, offset) => view.getFloat64(offset, true),
};

/**
 * Decodes RIFF/WAVE: PCM of 8, 16, 24 or 32 bits, floats of 32 or 64 bits, plain or
 * WAVE_FORMAT_EXTENSIBLE, any number of channels, whatever other chunks stand between.
 * `name` is the file's name for error texts.
 *
 * Throws a UserError for anything else (RF64, RIFX, compressed formats), for a damaged header, for
 * data shorter than the header says and for a file without samples.
 */
export function decodeWav(bytes: Uint8Array, name: string): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkRiff(view, name);
  const chunks = findChunks(view, name);
  const format = readFormat(view, chunks.format, name);
  const frameBytes = (format.bitsPerSample / 8) * format.channels;
  const frames = Math.floor(chunks.data.size / frameBytes);
  if (frames === 0) {
    throw new UserError(`Expected ${name} to hold samples, but its data chunk is empty`);
  }
  return {
    channels: readChannels(view, chunks.data.start, frames, format),
    sampleRateHz: format.sampleRateHz,
  };
}

function fourCharacters(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function checkRiff(view: DataView, name: string): void {
  const found = view.byteLength >= 12 ? fourCharacters(view, 0) : "";
  if (found === "RF64" || found === "RIFX") {
    throw new UserError(
      `Expected ${name} to be a little-endian RIFF WAV file below 4 GiB, but it is ${found}`,
    );
  }
  if (found !== "RIFF" || fourCharacters(view, 8) !== "WAVE") {
    throw new UserError(`Expected ${name} to begin as a WAV file does, but it does not`);
  }
}

/** Where a chunk's content lies. */
interface Chunk {
  start: number;
  size: number;
}

function findChunks(view: DataView, name: string): { format: Chunk; data: Chunk } {
  let format: Chunk | undefined;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const id = fourCharacters(view, offset);
    const stated = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const left = view.byteLength - start;
    // A writer that could not seek back, such as a pipe, leaves 0xffffffff: up to the end.
    const size = id === "data" && stated === 0xffffffff ? left : stated;
    if ((id === "data" || id === "fmt ") && size > left) {
      throw new UserError(
        `Expected ${name} to hold ${size} bytes in its chunk "${id.trim()}", but found ${left}; ` +
          "the file is truncated",
      );
    }
    if (id === "fmt ") format = { start, size };
    if (id === "data") {
      if (!format) throw new UserError(`Expected ${name} to state its format before its samples`);
      return { format, data: { start, size } };
    }
    // Chunks begin at even offsets: one of odd size is followed by a pad byte.
    offset = start + size + (size & 1);
  }
  const missing = format ? "data" : "fmt";
  throw new UserError(`Expected ${name} to have a chunk "${missing}", but there is none`);
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
    bitsPerSample: view.getUint16(chunk.start + 14, true),
  };
  if (!SAMPLE_READERS[`${format.code}/${format.bitsPerSample}`]) {
    throw new UserError(
      `Expected ${name} to be PCM of 8, 16, 24 or 32 bits or floats of 32 or 64 bits, ` +
        `but found format ${format.code} with ${format.bitsPerSample} bits`,
    );
  }
  if (format.channels === 0 || format.sampleRateHz === 0) {
    throw new UserError(
      `Expected ${name} to state channels and a sampling rate, ` +
        `but found ${format.channels} channels at ${format.sampleRateHz} Hz`,
    );
  }
  return format;
}

function readChannels(
  view: DataView,
  start: number,
  frames: number,
  format: WavFormat,
): Float32Array[] {
  const read = SAMPLE_READERS[`${format.code}/${format.bitsPerSample}`];
  const sampleBytes = format.bitsPerSample / 8;
  const frameBytes = sampleBytes * format.channels;
  return Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    const first = start + channel * sampleBytes;
    for (let i = 0; i < frames; i++) samples[i] = read(view, first + i * frameBytes);
    return samples;
  });
}
