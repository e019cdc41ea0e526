/** In: a bit reader at a FLAC frame. Out: its block size and how its two channels were combined. */
import { type BitReader, readUnsigned } from "./bit_reader.ts";
import { FlacSyntaxError } from "./flac_syntax_error.ts";

/** A frame's header (RFC 9639, section 9.1), as far as decoding needs it. */
export interface FlacFrameHeader {
  /** Samples a channel in this frame. */
  blockSize: number;
  stereo: "independent" | "leftSide" | "sideRight" | "midSide";
  /** Which channel holds a difference, -1 where none does. */
  sideChannel: number;
}

/** What the whole stream said before. */
export interface FlacStreamLimits {
  maxBlockSize: number;
  channels: number;
  bitsPerSample: number;
}

/** Bits a sample by the header's code; 0 for "as the stream says". */
const SAMPLE_SIZES = [0, 8, 12, undefined, 16, 20, 24, 32];

/**
 * Reads a frame's header up to its checksum. Throws FlacSyntaxError where it is no header, or
 * differs from what the stream said of itself.
 */
export function readFlacFrameHeader(reader: BitReader, stream: FlacStreamLimits): FlacFrameHeader {
  if (readUnsigned(reader, 15) !== 0x7ffc) throw new FlacSyntaxError("a frame does not begin");
  reader.position += 1; // fixed or variable block size: both are read alike
  const blockCode = readUnsigned(reader, 4);
  const rateCode = readUnsigned(reader, 4);
  const channelCode = readUnsigned(reader, 4);
  const sampleSize = SAMPLE_SIZES[readUnsigned(reader, 3)];
  reader.position += 1; // reserved
  skipCodedNumber(reader);
  const blockSize = readBlockSize(reader, blockCode);
  if (rateCode >= 12 && rateCode <= 14) reader.position += rateCode === 12 ? 8 : 16;
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  if (
    channelCode > 10 || channels !== stream.channels || blockSize > stream.maxBlockSize ||
    sampleSize === undefined || (sampleSize !== 0 && sampleSize !== stream.bitsPerSample)
  ) {
    throw new FlacSyntaxError("a frame's header contradicts the stream's");
  }
  if (channelCode < 8) return { blockSize, stereo: "independent", sideChannel: -1 };
  const stereo = (["leftSide", "sideRight", "midSide"] as const)[channelCode - 8];
  return { blockSize, stereo, sideChannel: stereo === "sideRight" ? 0 : 1 };
}

/** The frame's or sample's number, coded as UTF-8 codes a character; frames are read in order. */
function skipCodedNumber(reader: BitReader): void {
  const ones = Math.clz32(~(readUnsigned(reader, 8) << 24));
  if (ones === 1 || ones > 7) throw new FlacSyntaxError("a frame's number is miscoded");
  if (ones > 1) reader.position += (ones - 1) * 8;
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 0) throw new FlacSyntaxError("a frame has the reserved block size");
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return readUnsigned(reader, 8) + 1;
  if (code === 7) return readUnsigned(reader, 16) + 1;
  return 256 << (code - 8);
}
