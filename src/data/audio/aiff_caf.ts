/** Apple's containers of plain samples: AIFF and AIFF-C, and the Core Audio Format. */
import { UserError } from "../../base/user_error.ts";
import { checkRate, checkSamples } from "./audio_format.ts";
import { fourCharacters, plainSamples, type SampleReader, type WavFile } from "./wav.ts";
import { decodeALaw, decodeMuLaw } from "./wav_codecs.ts";

/** How the samples of a file are stored. */
interface Layout {
  kind: "signed" | "unsigned" | "float" | "aLaw" | "muLaw";
  bytes: number;
  isLittle: boolean;
}

/** Reads one sample, full scale ±1; undefined for what nobody writes. */
function readerOf({ kind, bytes, isLittle }: Layout): SampleReader | undefined {
  const key = `${kind}${bytes * 8}`;
  const readers: Record<string, SampleReader> = {
    signed8: (view, at) => view.getInt8(at) / 2 ** 7,
    unsigned8: (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
    signed16: (view, at) => view.getInt16(at, isLittle) / 2 ** 15,
    signed24: (view, at) => {
      const high = view.getInt8(isLittle ? at + 2 : at);
      const low = view.getUint16(isLittle ? at : at + 1, isLittle);
      return (high * 2 ** 16 + low) / 2 ** 23;
    },
    signed32: (view, at) => view.getInt32(at, isLittle) / 2 ** 31,
    float32: (view, at) => view.getFloat32(at, isLittle),
    float64: (view, at) => view.getFloat64(at, isLittle),
    aLaw8: (view, at) => decodeALaw[view.getUint8(at)],
    muLaw8: (view, at) => decodeMuLaw[view.getUint8(at)],
  };
  return readers[key];
}

interface Described {
  view: DataView;
  name: string;
  channels: number;
  sampleRateHz: number;
  layout: Layout;
  /** Of the samples: where they begin and how many bytes there are. */
  data: { start: number; size: number };
}

function opened({ view, name, channels, sampleRateHz, layout, data }: Described): WavFile {
  const reader = readerOf(layout);
  if (!reader) {
    throw new UserError(
      `Expected ${name} to be PCM of 8 to 32 bits, floats, A-law or µ-law, but found ` +
        `${layout.kind} samples of ${layout.bytes * 8} bits; ${CONVERT}`,
    );
  }
  if (channels === 0) {
    throw new UserError(`Expected ${name} to state channels, but found 0 channels`);
  }
  checkRate(sampleRateHz, name);
  const { frames, read } = plainSamples(view, data, channels, layout.bytes, reader);
  if (frames === 0) throw new UserError(`Expected ${name} to hold samples, but there are none`);
  const isFloat = layout.kind === "float";
  return {
    channels,
    sampleRateHz,
    frames,
    isFloat,
    read: () => {
      const decoded = read();
      if (isFloat) checkSamples(decoded, name);
      return decoded;
    },
  };
}

const CONVERT = "convert it, such as by ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav";

function truncated(name: string, what: string): UserError {
  return new UserError(`Expected ${name} to hold ${what}, but the file is truncated`);
}

function unread(name: string, codec: string): UserError {
  return new UserError(
    `Expected ${name} to hold plain samples, but it is compressed by "${codec.trim()}"; ${CONVERT}`,
  );
}

/** AIFF-C's kinds of compression (Apple, AIFF-C draft of 1991) that are plain samples. */
const AIFC: Record<string, Omit<Layout, "bytes"> & { bits?: number }> = {
  "NONE": { kind: "signed", isLittle: false },
  "twos": { kind: "signed", isLittle: false },
  "sowt": { kind: "signed", isLittle: true },
  "in24": { kind: "signed", isLittle: false, bits: 24 },
  "in32": { kind: "signed", isLittle: false, bits: 32 },
  "raw ": { kind: "unsigned", isLittle: false, bits: 8 },
  "fl32": { kind: "float", isLittle: false, bits: 32 },
  "FL32": { kind: "float", isLittle: false, bits: 32 },
  "fl64": { kind: "float", isLittle: false, bits: 64 },
  "FL64": { kind: "float", isLittle: false, bits: 64 },
  "alaw": { kind: "aLaw", isLittle: false, bits: 8 },
  "ALAW": { kind: "aLaw", isLittle: false, bits: 8 },
  "ulaw": { kind: "muLaw", isLittle: false, bits: 8 },
  "ULAW": { kind: "muLaw", isLittle: false, bits: 8 },
};

/**
 * Reads the header of AIFF or AIFF-C: PCM of 1 to 32 bits in either order of bytes, floats of 32
 * and 64 bits, A-law and µ-law. Throws UserError, naming the file, for other compression, damage, a
 * sampling rate outside checkRate's limits and a file without samples.
 */
export function openAiff(bytes: Uint8Array, name: string): WavFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCompressed = fourCharacters(view, 8) === "AIFC";
  let common:
    | Pick<Described, "channels" | "sampleRateHz" | "layout"> & { frames: number }
    | //
    undefined;
  let sound: { start: number; size: number } | undefined;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const id = fourCharacters(view, offset);
    const size = view.getUint32(offset + 4);
    const start = offset + 8;
    const least = isCompressed ? 22 : 18;
    if (id === "COMM") {
      if (size < least || start + least > view.byteLength) throw truncated(name, "its header");
      const codec = isCompressed ? fourCharacters(view, start + 18) : "NONE";
      const { bits, ...kind } = AIFC[codec] ?? {};
      if (!kind.kind) throw unread(name, codec);
      // Samples of other sizes lie at the upper end of whole bytes.
      const stated = bits ?? view.getUint16(start + 6);
      common = {
        channels: view.getUint16(start),
        frames: view.getUint32(start + 2),
        sampleRateHz: extendedFloat(view, start + 8),
        layout: { kind: kind.kind, isLittle: kind.isLittle!, bytes: Math.ceil(stated / 8) },
      };
    }
    if (id === "SSND" && start + 8 <= view.byteLength) {
      const skipped = view.getUint32(start);
      sound = { start: start + 8 + skipped, size: size - 8 - skipped };
    }
    offset = start + size + (size & 1);
  }
  if (!common) throw new UserError(`Expected ${name} to have a chunk "COMM", but there is none`);
  if (!sound) throw new UserError(`Expected ${name} to have a chunk "SSND", but there is none`);
  const { channels, layout, frames } = common;
  // As many as the header states: a chunk may be longer, but not shorter.
  const size = frames * channels * layout.bytes;
  if (sound.start + size > view.byteLength) throw truncated(name, `${frames} samples a channel`);
  const data = { start: sound.start, size };
  return opened({ ...common, view, name, data });
}

/** A float of 80 bits (IEEE 754's double extended), as AIFF has its sampling rate. */
function extendedFloat(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16383;
  const mantissa = view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6);
  return mantissa * 2 ** (exponent - 63);
}

/**
 * Reads the header of a Core Audio Format file (Apple, "Core Audio Format Specification 1.0"):
 * plain samples, A-law and µ-law. Throws as {@link openAiff} does.
 */
export function openCaf(bytes: Uint8Array, name: string): WavFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let description: Pick<Described, "channels" | "sampleRateHz" | "layout"> | undefined;
  for (let offset = 8; offset + 12 <= view.byteLength;) {
    const id = fourCharacters(view, offset);
    const stated = Number(view.getBigInt64(offset + 4));
    const start = offset + 12;
    // -1 where the program that wrote it did not know yet.
    const size = stated < 0 && id === "data" ? view.byteLength - start : stated;
    if (size < 0) throw new UserError(`Expected ${name} to have chunks, but one has ${size} bytes`);
    if (id === "desc") {
      if (size < 32 || start + 32 > view.byteLength) throw truncated(name, "its header");
      const codec = fourCharacters(view, start + 8);
      const flags = view.getUint32(start + 12);
      const [packetBytes, packetFrames, channels] = [16, 20, 24]
        .map((at) => view.getUint32(start + at));
      const kinds: Record<string, Layout["kind"]> = {
        lpcm: flags & 1 ? "float" : "signed",
        alaw: "aLaw",
        ulaw: "muLaw",
      };
      if (!kinds[codec] || packetFrames !== 1) throw unread(name, codec);
      description = {
        channels,
        sampleRateHz: view.getFloat64(start),
        layout: { kind: kinds[codec], bytes: packetBytes / channels, isLittle: !!(flags & 2) },
      };
    }
    if (id === "data") {
      if (!description) throw new UserError(`Expected ${name} to state its format first`);
      if (start + size > view.byteLength) throw truncated(name, `${size} bytes of samples`);
      // Behind a count of edits.
      return opened({ ...description, view, name, data: { start: start + 4, size: size - 4 } });
    }
    offset = start + size;
  }
  throw new UserError(`Expected ${name} to have a chunk "data", but there is none`);
}
