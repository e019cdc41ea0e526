/** Lossy formats, by decoders in WebAssembly that are loaded when the first such file comes. */
import { UserError } from "../../base/user_error.ts";
import { type AudioFormat, checkRate, checkSamples, type DecodedAudio } from "./audio_format.ts";
import { oggOpusPackets, type Packets, webmOpusPackets } from "./packets.ts";

/** The formats that are read here. */
export type CompressedFormat = Extract<AudioFormat, "mp3" | "vorbis" | "opus" | "aac" | "webm">;

/** No file is larger, as FLAC's are not. */
const MAX_BYTES = 2 ** 28;
/**
 * So many values are decoded at most, of all channels together: 1 GiB, 46 minutes of 48 kHz in
 * stereo.
 */
export const MAX_VALUES = 2 ** 28;
/** Bytes that are decoded at a time, so that {@link MAX_VALUES} is kept. */
const CHUNK_BYTES = 2 ** 16;

/**
 * Decodes MP3, Ogg Vorbis, Opus (in Ogg or WebM) and AAC (as ADTS or in MP4). Encoder delay and
 * padding are cut where the file states them. `name` is the file's name for error texts. Throws
 * UserError for damage and for what decodes to more than {@link MAX_VALUES} values or `maxValues`.
 */
export async function decodeCompressed(
  bytes: Uint8Array,
  format: CompressedFormat,
  name: string,
  maxValues = MAX_VALUES,
): Promise<DecodedAudio> {
  if (bytes.length > MAX_BYTES) {
    throw new UserError(`Expected ${name} to be below 256 MiB, but it has ${bytes.length} bytes`);
  }
  const decoded = await decoders[format](bytes, name, maxValues);
  checkRate(decoded.sampleRateHz, name);
  if (!decoded.channels.length || !decoded.channels[0].length) {
    throw new UserError(`Expected ${name} to hold sound, but nothing in it could be decoded`);
  }
  checkSamples(decoded.channels, name);
  return decoded;
}

type Decode = (bytes: Uint8Array, name: string, maxValues: number) => Promise<DecodedAudio>;

const decoders: Record<CompressedFormat, Decode> = {
  mp3: decodeMp3,
  vorbis: decodeVorbis,
  opus: (bytes, name, most) => decodeOpus(oggOpusPackets(bytes, name), name, most),
  webm: (bytes, name, most) => decodeOpus(webmOpusPackets(bytes, name), name, most),
  aac: decodeAac,
};

/** What the decoders of WebAssembly give for a part of the file. */
interface Part {
  channelData: Float32Array[];
  samplesDecoded: number;
  sampleRate: number;
  errors: { message: string }[];
}

/** Puts the parts of a file together. Throws UserError once they become too many, or change. */
function collector(name: string, maxValues: number) {
  const parts: Float32Array[][] = [];
  let sampleRateHz = 0;
  let samples = 0;
  return {
    add({ channelData, samplesDecoded, sampleRate, errors }: Part): void {
      if (errors.length) {
        throw new UserError(
          `Expected ${name} to be a sound file without damage, but its decoder says: ` +
            errors[0].message,
        );
      }
      if (!samplesDecoded) return;
      if (parts.length && (sampleRate !== sampleRateHz || channelData.length !== parts[0].length)) {
        throw new UserError(
          `Expected ${name} to keep its sampling rate and channels, but they change after ` +
            `${samples} samples`,
        );
      }
      sampleRateHz = sampleRate;
      samples += samplesDecoded;
      if (samples * channelData.length > maxValues) {
        throw new UserError(
          `Expected ${name} to hold at most ${maxValues} values, but it decodes to more; cut it ` +
            `into parts, such as by ffmpeg -i INPUT -f segment -segment_time 1200 PART%d.wav`,
        );
      }
      parts.push(channelData);
    },
    joined(): DecodedAudio {
      const channels = (parts[0] ?? []).map((_, channel) => {
        const whole = new Float32Array(samples);
        let at = 0;
        for (const part of parts) {
          whole.set(part[channel], at);
          at += part[channel].length;
        }
        return whole;
      });
      return { channels, sampleRateHz };
    },
  };
}

/** The decoders tell damage on the console too, while `work` runs; here it becomes an error. */
function silently<T>(work: () => T): T {
  const { error, log, warn } = console;
  console.error = console.log = console.warn = () => {};
  try {
    return work();
  } finally {
    Object.assign(console, { error, log, warn });
  }
}

async function decodeMp3(bytes: Uint8Array, name: string, most: number): Promise<DecodedAudio> {
  const { MPEGDecoder } = await import("mpg123-decoder");
  const decoder = new MPEGDecoder();
  await decoder.ready;
  const collected = collector(name, most);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      collected.add(silently(() => decoder.decode(bytes.subarray(at, at + CHUNK_BYTES))));
    }
  } finally {
    decoder.free();
  }
  const decoded = collected.joined();
  // The decoder gives two channels whatever there are.
  const [left, right] = decoded.channels;
  const isMono = right?.every((value, at) => value === left[at]);
  return isMono ? { ...decoded, channels: [left] } : decoded;
}

async function decodeVorbis(bytes: Uint8Array, name: string, most: number): Promise<DecodedAudio> {
  const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const collected = collector(name, most);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      collected.add(
        await silently(() => decoder.decode(bytes.subarray(at, at + CHUNK_BYTES))),
      );
    }
    collected.add(await silently(() => decoder.flush()));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Expected ${name} to be sound Ogg Vorbis, but it is damaged`);
  } finally {
    decoder.free();
  }
  return collected.joined();
}

/** The identification header (RFC 7845, section 5.1), as far as decoding needs it. */
function opusHead(header: Uint8Array, name: string) {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const isHead = String.fromCharCode(...header.subarray(0, 8)) === "OpusHead";
  const channels = header[9];
  const family = header[18];
  const mapped = family !== 0 ? { streamCount: header[19], coupledStreamCount: header[20] } : {};
  const table = family !== 0
    ? { channelMappingTable: [...header.subarray(21, 21 + channels)] }
    : channels === 1
    ? { channelMappingTable: [0] }
    : {};
  if (
    !isHead || header.length < (family ? 21 + channels : 19) || !channels || channels > 8 ||
    (family === 0 && channels > 2)
  ) {
    throw new UserError(`Expected ${name} to begin as Opus does, but its header is damaged`);
  }
  return {
    channels,
    skip: view.getUint16(10, true),
    gainDb: view.getInt16(16, true) / 256,
    options: { channels, ...mapped, ...table },
  };
}

const OPUS_HZ = 48_000;
const OPUS_PACKETS = 256;

async function decodeOpus(
  { header, packets, endSample }: Packets,
  name: string,
  most: number,
): Promise<DecodedAudio> {
  const { skip, gainDb, options } = opusHead(header, name);
  const { OpusDecoder } = await import("opus-decoder");
  const decoder = new OpusDecoder(options);
  await decoder.ready;
  const collected = collector(name, most);
  try {
    for (let at = 0; at < packets.length; at += OPUS_PACKETS) {
      const some = packets.slice(at, at + OPUS_PACKETS);
      if (some.some(({ length }) => length > OPUS_BYTES_AT_MOST * options.channels)) {
        throw new UserError(`Expected ${name} to hold Opus packets, but one is too long`);
      }
      collected.add(silently(() => decoder.decodeFrames(some)));
    }
  } finally {
    decoder.free();
  }
  const { channels } = collected.joined();
  const gain = 10 ** (gainDb / 20);
  return {
    sampleRateHz: OPUS_HZ,
    channels: channels.map((samples) => {
      const part = samples.slice(skip, Math.max(skip, endSample ?? samples.length));
      return gain === 1 ? part : part.map((value) => gain * value);
    }),
  };
}

/** The decoder has no room for more. */
const OPUS_BYTES_AT_MOST = 3840;

/** ADTS or MP4. The decoder gives priming samples too, so that a sound begins up to 50 ms later. */
async function decodeAac(bytes: Uint8Array, name: string, most: number): Promise<DecodedAudio> {
  // The decoder's only reference to its own place, in code for Node that is never reached.
  (globalThis as { __dirname?: string }).__dirname ??= "";
  const { getAudioDecoder } = await import("audio-file-decoder");
  const { default: wasm } = await import("audio-file-decoder/decode-audio.wasm", {
    with: { type: "bytes" },
  });
  const url = `data:application/wasm;base64,${(wasm as Uint8Array).toBase64()}`;
  const decoder = await getAudioDecoder(url, bytes.slice().buffer).catch((error: Error) => {
    throw new UserError(
      `Expected ${name} to be sound AAC or MP4, but it is damaged or of another codec ` +
        `(${error.message}); convert it, such as by ffmpeg -i INPUT OUTPUT.wav`,
    );
  });
  try {
    const { sampleRate: sampleRateHz, channelCount } = decoder;
    checkRate(sampleRateHz, name);
    // From before the beginning: a seek to 0 would lose the first packet.
    const longestS = most / (sampleRateHz * channelCount);
    const values = silently(() =>
      decoder.decodeAudioData(-1, longestS + 1, { multiChannel: true })
    );
    if (values.length >= 0.99 * most) {
      throw new UserError(
        `Expected ${name} to hold at most ${most} values, but it decodes to more`,
      );
    }
    const samples = Math.floor(values.length / channelCount);
    return {
      sampleRateHz,
      channels: Array.from(
        { length: channelCount },
        (_, channel) =>
          Float32Array.from({ length: samples }, (_, at) => values[at * channelCount + channel]),
      ),
    };
  } finally {
    decoder.dispose();
  }
}
