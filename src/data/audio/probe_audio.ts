/** In: an audio file's bytes. Out: rate, channels and duration from its headers alone. */
import { UserError } from "../../base/user_error.ts";

/** What the headers of an audio file say. */
export interface AudioHeader {
  sampleRateHz: number;
  channels: number;
  /** Seconds; 0 where a FLAC file leaves its length open. */
  durationS: number;
}

/**
 * Reads the headers of a WAV (RIFF: chunks "fmt " and "data") or FLAC (STREAMINFO) file, told apart
 * by content. No sample is decoded. Throws UserError, naming `path`, for anything else, for headers
 * that make no sense and for a WAV file cut short.
 */
export function probeAudio(bytes: Uint8Array, path: string): AudioHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 0) throw new UserError(`Expected ${path} to hold audio, but it is empty`);
  if (tag(view, 0) === "RIFF" && tag(view, 8) === "WAVE") {
    return checked(probeWav(view, path), path);
  }
  if (tag(view, 0) === "fLaC") return checked(probeFlac(view, path), path);
  throw new UserError(`Expected ${path} to be a WAV or FLAC file, but it is neither`);
}

function probeWav(view: DataView, path: string): AudioHeader {
  let format: { channels: number; sampleRateHz: number; frameBytes: number } | undefined;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const name = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name === "fmt ") {
      if (size < 16 || start + 16 > view.byteLength) {
        throw new UserError(
          `Expected the fmt chunk of ${path} to have 16 bytes, but it is shorter`,
        );
      }
      format = {
        channels: view.getUint16(start + 2, true),
        sampleRateHz: view.getUint32(start + 4, true),
        frameBytes: view.getUint16(start + 12, true),
      };
    } else if (name === "data") {
      if (!format) throw new UserError(`Expected a fmt chunk before the data of ${path}`);
      const dataBytes = dataSize(view, start, size, path);
      const frames = Math.floor(dataBytes / format.frameBytes);
      return { ...format, durationS: frames / format.sampleRateHz };
    }
    // A chunk of odd size is followed by one byte of padding.
    at = start + size + (size % 2);
  }
  throw new UserError(`Expected ${path} to hold a data chunk, but there is none`);
}

/** Size of the samples; a program that could not seek back leaves the greatest number there. */
function dataSize(view: DataView, start: number, declared: number, path: string): number {
  const present = view.byteLength - start;
  if (declared === 0xffffffff) return present;
  if (declared > present) {
    throw new UserError(
      `Expected ${path} to hold ${declared} bytes of samples, but it ends after ${present}`,
    );
  }
  return declared;
}

function probeFlac(view: DataView, path: string): AudioHeader {
  // Marker (4 bytes), block header (4), STREAMINFO (34), as RFC 9639 section 8.2 lays them out.
  if (view.byteLength < 42 || (view.getUint8(4) & 0x7f) !== 0) {
    throw new UserError(`Expected ${path} to begin with a FLAC STREAMINFO block, but it does not`);
  }
  const packed = view.getUint32(18);
  const sampleRateHz = packed >>> 12;
  const samples = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
  return {
    sampleRateHz,
    channels: ((packed >>> 9) & 7) + 1,
    durationS: sampleRateHz ? samples / sampleRateHz : 0,
  };
}

function checked({ sampleRateHz, channels, durationS }: AudioHeader, path: string): AudioHeader {
  if (sampleRateHz < 1 || channels < 1 || !Number.isFinite(durationS)) {
    throw new UserError(
      `Expected ${path} to state a sampling rate and channels, ` +
        `but found ${sampleRateHz} Hz and ${channels} channels`,
    );
  }
  return { sampleRateHz, channels, durationS };
}

function tag(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return "";
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
