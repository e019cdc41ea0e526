import wasm from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm" with { type: "bytes" };
import decode, { init } from "@jsquash/jpeg/decode.js";
import type { Image } from "./read_image.ts";

/** Larger pictures gain nothing. */
const MOST_PIXELS = 256 * 256;

/** What libjpeg thinks of a file is said by {@link readImage}, in one sentence. */
const silent = { printErr: () => {} };

/** The library's types lack the second argument. */
const start = init as (module: WebAssembly.Module, overrides: typeof silent) => Promise<void>;

let started: Promise<void> | undefined;

/**
 * Decodes a grey JPEG of 8 bits by libjpeg in WebAssembly. Undefined for all else: colour, an
 * orientation or a colour profile (APP1, APP2), more than 65,536 pixels, a missing end, damage that
 * libjpeg cannot pass over. Damage that leaves the file decodable is not noticed here.
 */
export async function readGreyJpeg(bytes: Uint8Array<ArrayBuffer>): Promise<Image | undefined> {
  if (!isPlain(bytes)) return undefined;
  started ??= WebAssembly.compile(wasm).then((module) => start(module, silent));
  await started;
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  let picture: Awaited<ReturnType<typeof decode>>;
  try {
    picture = await decode(isWhole ? bytes.buffer : bytes.slice().buffer);
  } catch {
    // At damage, libjpeg ends its program, which is not fit to go on with.
    started = undefined;
    return undefined;
  }
  const { width, height, data: rgba } = picture;
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = rgba[4 * i];
  return { width, height, channels: 1, data };
}

const [START, END, APP1, APP2, BASELINE, SCAN] = [0xd8, 0xd9, 0xe1, 0xe2, 0xc0, 0xda];

/** Whether header and end are those of a small grey baseline picture (ITU-T T.81, annex B). */
function isPlain(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== START) return false;
  if (bytes.at(-2) !== 0xff || bytes.at(-1) !== END) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || [APP1, APP2, SCAN].includes(marker)) return false;
    if (marker !== BASELINE) continue;
    const pixels = view.getUint16(at + 5) * view.getUint16(at + 7);
    const [bits, components] = [bytes[at + 4], bytes[at + 9]];
    return bits === 8 && components === 1 && pixels > 0 && pixels <= MOST_PIXELS;
  }
  return false;
}
