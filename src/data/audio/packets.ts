/** Where the packets of a compressed sound lie: in Ogg, and in WebM and Matroska. */
import { UserError } from "../../base/user_error.ts";

/** The packets of one sound. */
export interface Packets {
  /** What the decoder is set up with; in Ogg it is the first packet. */
  header: Uint8Array;
  /** Those with sound. */
  packets: Uint8Array[];
  /**
   * Samples up to the end, at the codec's rate and before what is skipped; undefined where unknown.
   */
  endSample?: number;
}

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** "Opus" or "Vorbis", by the first packet; undefined for what else Ogg can hold. */
export function oggCodec(bytes: Uint8Array): "Opus" | "Vorbis" | undefined {
  const first = latin(bytes.subarray(26, 200));
  if (first.includes("OpusHead")) return "Opus";
  if (first.includes("\x01vorbis")) return "Vorbis";
}

/**
 * The packets of the first logical stream of an Ogg file (RFC 3533), which has two packets of
 * headers, as Opus has (RFC 7845). Throws UserError, naming the file, where pages are damaged or
 * missing.
 */
export function oggOpusPackets(bytes: Uint8Array, name: string): Packets {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all: Uint8Array[] = [];
  let serial: number | undefined;
  let endSample: number | undefined;
  let open: Uint8Array[] = [];
  let hasEnded = false;
  for (let at = 0; at < bytes.length && !hasEnded;) {
    if (at + 27 > bytes.length || latin(bytes.subarray(at, at + 4)) !== "OggS") {
      throw damaged(name, "Ogg", at);
    }
    const segments = bytes.subarray(at + 27, at + 27 + bytes[at + 26]);
    let start = at + 27 + segments.length;
    const end = start + segments.reduce((sum, size) => sum + size, 0);
    if (segments.length < bytes[at + 26] || end > bytes.length) throw damaged(name, "Ogg", at);
    const own = view.getUint32(at + 14, true);
    serial ??= own;
    if (own === serial) {
      for (let segment = 0; segment < segments.length;) {
        let size = 0;
        let isWhole = false;
        while (segment < segments.length && !isWhole) {
          size += segments[segment];
          isWhole = segments[segment++] < 255;
        }
        open.push(bytes.subarray(start, start + size));
        start += size;
        if (!isWhole) continue;
        all.push(open.length === 1 ? open[0] : joined(open));
        open = [];
      }
      const granule = view.getBigInt64(at + 6, true);
      if (granule >= 0n) endSample = Number(granule);
      hasEnded = (bytes[at + 5] & 4) !== 0;
    }
    at = end;
  }
  if (!hasEnded) {
    throw new UserError(`Expected ${name} to be a whole Ogg file, but it is truncated`);
  }
  if (all.length < 2) throw damaged(name, "Ogg", 0);
  return { header: all[0], packets: all.slice(2), endSample };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function damaged(name: string, format: string, at: number): UserError {
  return new UserError(
    `Expected ${name} to be a sound ${format} file, but it is damaged or truncated near byte ${at}`,
  );
}

/** EBML's elements that are looked at (RFC 9559). */
const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codec: 0x86,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  simpleBlock: 0xa3,
  block: 0xa1,
  discardPadding: 0x75a2,
  encodings: 0x6d80,
} as const;

/** Elements that hold others which are looked at. */
const PARENTS: readonly number[] = [
  ID.segment,
  ID.tracks,
  ID.trackEntry,
  ID.cluster,
  ID.blockGroup,
];

interface Track {
  number: number;
  isSound: boolean;
  codec: string;
  private: Uint8Array;
  isEncoded: boolean;
}

/**
 * The Opus packets of the first sound track of a WebM or Matroska file (RFC 9559), as browsers
 * record them. Throws UserError, naming the file, for damage, lacing, and sounds of another codec.
 */
export function webmOpusPackets(bytes: Uint8Array, name: string): Packets {
  const tracks: Track[] = [];
  const blocks: { track: number; data: Uint8Array }[] = [];
  let paddingNs = 0;
  const read = (from: number, to: number): void => {
    for (let at = from; at < to;) {
      const id = idAt(bytes, at);
      const sized = id && sizeAt(bytes, at + id.length);
      if (!id || !sized) throw damaged(name, "WebM", at);
      const start = at + id.length + sized.length;
      const isParent = PARENTS.includes(id.value);
      // Recorders write segments and clusters before they know how long they are.
      const end = sized.size === undefined ? to : start + sized.size;
      if (end > to || (sized.size === undefined && !isParent)) throw damaged(name, "WebM", at);
      const content = bytes.subarray(start, end);
      if (id.value === ID.trackEntry) {
        tracks.push({
          number: 0,
          isSound: false,
          codec: "",
          isEncoded: false,
          private: new Uint8Array(),
        });
      }
      const track = tracks.at(-1);
      if (isParent) {
        // A cluster of unknown length ends where the next begins: what follows lies beside it.
        if (sized.size === undefined) {
          at = start;
          continue;
        }
        read(start, end);
      } else if (id.value === ID.trackNumber && track) track.number = integer(content);
      else if (id.value === ID.trackType && track) track.isSound = integer(content) === 2;
      else if (id.value === ID.codec && track) track.codec = latin(content).replace(/\0+$/, "");
      else if (id.value === ID.codecPrivate && track) track.private = content;
      else if (id.value === ID.encodings && track) track.isEncoded = true;
      else if (id.value === ID.discardPadding) {
        // Signed; at the start, where it is negative, nothing is cut.
        paddingNs = content[0] & 0x80 ? 0 : integer(content);
      } else if (id.value === ID.simpleBlock || id.value === ID.block) {
        const number = sizeAt(content, 0);
        if (number?.size === undefined || content.length < number.length + 3) {
          throw damaged(name, "WebM", at);
        }
        if (content[number.length + 2] & 0x06) {
          throw new UserError(`Expected ${name} to have one packet a block; ${CONVERT}`);
        }
        blocks.push({ track: number.size, data: content.subarray(number.length + 3) });
        paddingNs = 0;
      }
      at = end;
    }
  };
  read(0, bytes.length);
  const sound = tracks.find(({ isSound }) => isSound);
  if (!sound) throw new UserError(`Expected ${name} to have a sound track, but it has none`);
  if (sound.codec !== "A_OPUS" || sound.isEncoded || sound.private.length < 19) {
    throw new UserError(
      `Expected the sound of ${name} to be Opus, but it is ${sound.codec}; ${CONVERT}`,
    );
  }
  const packets = blocks.filter(({ track }) => track === sound.number).map(({ data }) => data);
  const total = packets.reduce((sum, packet) => sum + opusSamples(packet), 0);
  const endSample = total - Math.round(Math.max(0, paddingNs) * 48e3 / 1e9);
  return { header: sound.private, packets, endSample };
}

const CONVERT = "convert it, such as by ffmpeg -i INPUT OUTPUT.wav";

/** Samples of an Opus packet at 48 kHz (RFC 6716, section 3.1). */
export function opusSamples(packet: Uint8Array): number {
  if (packet.length === 0) return 0;
  const config = packet[0] >> 3;
  const frame = config < 12
    ? [480, 960, 1920, 2880][config & 3]
    : config < 16
    ? [480, 960][config & 1]
    : [120, 240, 480, 960][config & 3];
  const code = packet[0] & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  return frame * frames;
}

function integer(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function lengthAt(bytes: Uint8Array, at: number, most: number): number | undefined {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  return length <= most && at + length <= bytes.length ? length : undefined;
}

function idAt(bytes: Uint8Array, at: number): { value: number; length: number } | undefined {
  const length = lengthAt(bytes, at, 4);
  return length === undefined
    ? undefined
    : { value: integer(bytes.subarray(at, at + length)), length };
}

/** `size` is undefined where all its bits are set: unknown. */
function sizeAt(
  bytes: Uint8Array,
  at: number,
): { size: number | undefined; length: number } | undefined {
  const length = lengthAt(bytes, at, 8);
  if (length === undefined) return undefined;
  const own = bytes.subarray(at, at + length);
  const isUnknown = (own[0] | (0xff << (8 - length) & 0xff)) === 0xff &&
    own.subarray(1).every((byte) => byte === 0xff);
  const first = own[0] & (0xff >> length);
  return {
    size: isUnknown ? undefined : first * 2 ** (8 * (length - 1)) + integer(own.subarray(1)),
    length,
  };
}
