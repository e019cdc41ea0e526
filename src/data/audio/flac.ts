import { UserError } from "../../base/user_error.ts";
import { checkRate, type DecodedAudio, isTagBehind, tagBytesBefore } from "./audio_format.ts";
import { type BitReader, crc16, crc8, createBitReader, readUnsigned } from "./bit_reader.ts";
import {
  decodeFlacSubframe,
  type FlacFrameHeader,
  FlacSyntaxError,
  readFlacFrameHeader,
} from "./flac_frames.ts";

/** Positions are 32-bit counts of bits. */
const MAX_BYTES = 2 ** 28;

/** The first metadata block (RFC 9639, section 8.2), as far as decoding needs it. */
interface StreamInfo {
  /** The greatest that there is where the encoder did not know. */
  maxBlockSize: number;
  sampleRateHz: number;
  channels: number;
  bitsPerSample: number;
  /** 0 where the encoder did not know. */
  totalSamples: number;
}

/** What the encoder writes as the largest block where it did not know; RFC 9639, section 8.2. */
const LARGEST_BLOCK = 65_535;

/**
 * Decodes FLAC (RFC 9639) of 4 to 24 bits exactly: a sample of b bits is its integer / 2^(b - 1).
 * Checksums of headers and frames are verified. `name` is the file's name for error texts. Tags in
 * front and behind are passed over.
 *
 * As many samples are given as the stream states, as libFLAC does: what its last block has beyond
 * them is left out. A stream that states none (from a pipe) is read to its end; one that states
 * more than it has is truncated, and refused.
 *
 * Written here because the decoders on npm take twice as long for short clips as a whole
 * spectrogram does, and wait for a promise each. Throws a UserError on damage and truncation, and
 * as {@link checkRate} does.
 */
export function decodeFlac(bytes: Uint8Array, name: string): DecodedAudio {
  return readFlac(bytes, name, (reader, info) => {
    const { sampleRateHz } = info;
    return { channels: readFrames(reader, info), sampleRateHz };
  });
}

/**
 * What a FLAC file's header says; the samples of one that does not state their number are counted.
 */
export function probeFlac(
  bytes: Uint8Array,
  name: string,
): { sampleRateHz: number; channels: number; samples: number } {
  return readFlac(bytes, name, (reader, info) => {
    const { sampleRateHz, channels, totalSamples } = info;
    return { sampleRateHz, channels, samples: totalSamples || countSamples(reader, info) };
  });
}

function readFlac<T>(
  bytes: Uint8Array,
  name: string,
  read: (reader: BitReader, info: StreamInfo) => T,
): T {
  if (bytes.length > MAX_BYTES) {
    throw new UserError(`Expected ${name} to be below 256 MiB, but it has ${bytes.length} bytes`);
  }
  const reader = createBitReader(bytes.subarray(tagBytesBefore(bytes)));
  try {
    const info = readMetadata(reader);
    checkRate(info.sampleRateHz, name);
    return read(reader, info);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new UserError(`Expected ${name} to be a whole FLAC file, but it is truncated`);
    }
    if (error instanceof FlacSyntaxError) {
      const byte = reader.position >>> 3;
      throw new UserError(
        `Expected ${name} to be a sound FLAC file, but ${error.message} (near byte ${byte})`,
      );
    }
    throw error;
  }
}

/** Reads past all metadata blocks; the reader then stands at the first frame. */
function readMetadata(reader: BitReader): StreamInfo {
  if (readUnsigned(reader, 32) !== 0x664c6143) throw new FlacSyntaxError('"fLaC" is missing');
  let info: StreamInfo | undefined;
  for (let last = false; !last;) {
    last = readUnsigned(reader, 1) === 1;
    const type = readUnsigned(reader, 7);
    const end = readUnsigned(reader, 24) * 8 + reader.position;
    if (type === 0) info = readStreamInfo(reader);
    reader.position = end;
    if (end > reader.byteLength * 8) throw new RangeError("metadata beyond the end");
  }
  if (!info) throw new FlacSyntaxError("the block STREAMINFO is missing");
  return info;
}

function readStreamInfo(reader: BitReader): StreamInfo {
  reader.position += 16; // the smallest block size
  const maxBlockSize = readUnsigned(reader, 16) || LARGEST_BLOCK;
  reader.position += 48; // the smallest and the largest frame size
  const sampleRateHz = readUnsigned(reader, 20);
  const channels = readUnsigned(reader, 3) + 1;
  const bitsPerSample = readUnsigned(reader, 5) + 1;
  const totalSamples = readUnsigned(reader, 4) * 2 ** 32 + readUnsigned(reader, 32);
  if (bitsPerSample < 4 || bitsPerSample > 24) {
    throw new FlacSyntaxError(`it has ${bitsPerSample} bits a sample, where 4 to 24 are supported`);
  }
  return { maxBlockSize, sampleRateHz, channels, bitsPerSample, totalSamples };
}

function readFrames(reader: BitReader, info: StreamInfo): Float32Array[] {
  // A header may lie; memory beyond this first guess is taken only as frames really come.
  let capacity = Math.min(info.totalSamples || 2 ** 16, reader.byteLength * 64);
  let channels = Array.from({ length: info.channels }, () => new Float32Array(capacity));
  const blocks = channels.map(() => new Int32Array(info.maxBlockSize));
  const scale = 2 ** (1 - info.bitsPerSample);
  let count = 0;
  for (const blockSize of frames(reader, info, blocks)) {
    if (count + blockSize > capacity) {
      capacity = Math.max(count + blockSize, capacity * 2);
      channels = channels.map((old) => {
        const grown = new Float32Array(capacity);
        grown.set(old);
        return grown;
      });
    }
    blocks.forEach((block, channel) => {
      const samples = channels[channel];
      for (let i = 0; i < blockSize; i++) samples[count + i] = block[i] * scale;
    });
    count += blockSize;
  }
  const wanted = info.totalSamples || count;
  return wanted === capacity ? channels : channels.map((samples) => samples.slice(0, wanted));
}

function countSamples(reader: BitReader, info: StreamInfo): number {
  const blocks = Array.from({ length: info.channels }, () => new Int32Array(info.maxBlockSize));
  return frames(reader, info, blocks).reduce((sum, blockSize) => sum + blockSize, 0);
}

/** Decodes one frame after another into `blocks`; yields how many samples a channel each has. */
function* frames(reader: BitReader, info: StreamInfo, blocks: Int32Array[]): Generator<number> {
  const end = reader.byteLength * 8;
  const { totalSamples } = info;
  let count = 0;
  // Behind the last frame may stand tags.
  while (totalSamples ? count < totalSamples : reader.position < end && !isAtTag(reader)) {
    if (reader.position >= end) throw new RangeError("frames are missing");
    const { blockSize } = readFrame(reader, info, blocks);
    count += blockSize;
    yield blockSize;
  }
  if (count === 0) throw new FlacSyntaxError("it holds no samples");
}

function isAtTag({ view, position }: BitReader): boolean {
  const at = position >>> 3;
  return isTagBehind(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
}

/** Decodes one frame (RFC 9639, section 9) into `blocks`. */
function readFrame(reader: BitReader, info: StreamInfo, blocks: Int32Array[]): FlacFrameHeader {
  const start = reader.position >>> 3;
  const header = readFlacFrameHeader(reader, info);
  const headerEnd = reader.position >>> 3;
  if (readUnsigned(reader, 8) !== crc8(reader.view, start, headerEnd)) {
    throw new FlacSyntaxError("the checksum of a frame's header is wrong");
  }
  for (let channel = 0; channel < info.channels; channel++) {
    // The difference of two channels needs one bit more.
    const bits = info.bitsPerSample + (channel === header.sideChannel ? 1 : 0);
    decodeFlacSubframe(reader, blocks[channel], header.blockSize, bits);
  }
  undoStereo(blocks, header);
  const end = (reader.position + 7) >>> 3;
  if (end + 2 > reader.byteLength) throw new RangeError("a frame beyond the end");
  reader.position = end * 8;
  if (readUnsigned(reader, 16) !== crc16(reader.view, start, end)) {
    throw new FlacSyntaxError("the checksum of a frame is wrong");
  }
  return header;
}

/** Turns left/side, side/right or mid/side back into left/right (RFC 9639, section 4.2). */
function undoStereo([first, second]: Int32Array[], { stereo, blockSize }: FlacFrameHeader): void {
  if (stereo === "independent") return;
  for (let i = 0; i < blockSize; i++) {
    if (stereo === "leftSide") {
      second[i] = first[i] - second[i];
    } else if (stereo === "sideRight") {
      first[i] = first[i] + second[i];
    } else {
      const side = second[i];
      const middle = (first[i] << 1) | (side & 1);
      first[i] = (middle + side) >> 1;
      second[i] = (middle - side) >> 1;
    }
  }
}
