/** Pictures that sharp does not read: BMP, by our own reader, and HEIC, by libheif in WebAssembly. */

/** Pixels as they are handed to sharp. */
export interface RawPicture {
  width: number;
  height: number;
  /** [height, width, 4]: red, green, blue and opacity, 0 to 255. */
  data: Uint8Array;
}

/** Whether the bytes begin as a BMP file. */
export function isBmp(bytes: Uint8Array): boolean {
  const reserved = bytes.subarray(6, 10);
  return bytes[0] === 0x42 && bytes[1] === 0x4d && reserved.length === 4 &&
    reserved.every((byte) => byte === 0);
}

/** Whether the bytes begin as HEIC: HEVC in the HEIF container. */
export function isHeic(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  return text(4, 8) === "ftyp" && /hei[cxms]|hev[cx]/.test(text(8, 32));
}

/** Of BITMAPINFOHEADER's field "compression". */
const RGB = 0;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;

/**
 * Decodes an uncompressed BMP: 1, 4 or 8 bits with a palette, 16, 24 or 32 bits, with or without
 * masks of its colours, in either order of rows. Throws an Error that says what is wrong.
 *
 * @param mostPixels larger pictures are refused
 */
export function decodeBmp(bytes: Uint8Array, mostPixels: number): RawPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const need = (end: number) => {
    if (end > bytes.length) throw new Error(`it ends after ${bytes.length} bytes of ${end}`);
  };
  need(26);
  const headerBytes = view.getUint32(14, true);
  // OS/2's first header has sizes of 16 bits, and no more than them.
  const isCore = headerBytes === 12;
  if (!isCore && (headerBytes < 40 || headerBytes > 1024)) {
    throw new Error(`its header has ${headerBytes} bytes`);
  }
  need(14 + headerBytes);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const rows = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(rows);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? RGB : view.getUint32(30, true);
  if (width <= 0 || height === 0) throw new Error(`it is ${width} × ${height} pixels`);
  if (width * height > mostPixels) throw new Error("pixel limit");
  const isMasked = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (compression !== RGB && !(isMasked && bits >= 16)) {
    throw new Error(`it is compressed (kind ${compression}), which is not read`);
  }
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`it has ${bits} bits a pixel`);
  const start = view.getUint32(10, true);
  const stride = Math.ceil(width * bits / 32) * 4;
  need(start + stride * height);
  const colourAt = bits <= 8
    ? paletteReader(bytes, {
      at: 14 + headerBytes,
      colours: (isCore ? 0 : view.getUint32(46, true)) || 2 ** bits,
      entryBytes: isCore ? 3 : 4,
      bits,
    })
    : maskReader(view, { bits, masks: isMasked ? masksOf(view, headerBytes, need) : undefined });
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    // Rows stand from below, unless their number is negative.
    const row = start + stride * (rows > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) colourAt(row, x, data, (y * width + x) * 4);
  }
  return { width, height, data };
}

type ColourReader = (row: number, x: number, out: Uint8Array, to: number) => void;

function paletteReader(
  bytes: Uint8Array,
  { at, colours, entryBytes, bits }: {
    at: number;
    colours: number;
    entryBytes: number;
    bits: number;
  },
): ColourReader {
  if (at + colours * entryBytes > bytes.length) throw new Error("its palette is cut off");
  const each = 8 / bits;
  return (row, x, out, to) => {
    const byte = bytes[row + Math.floor(x / each)];
    const index = byte >> (8 - bits * (1 + x % each)) & (2 ** bits - 1);
    if (index >= colours) throw new Error(`a pixel has colour ${index} of ${colours}`);
    const entry = at + index * entryBytes;
    out[to] = bytes[entry + 2];
    out[to + 1] = bytes[entry + 1];
    out[to + 2] = bytes[entry];
    out[to + 3] = 255;
  };
}

/** Red, green, blue and opacity. */
type Masks = readonly [number, number, number, number];

function masksOf(view: DataView, headerBytes: number, need: (end: number) => void): Masks {
  need(54 + 12);
  const mask = (at: number) => view.getUint32(at, true);
  // Later headers hold a fourth mask; after the first one, three masks follow.
  const opacity = headerBytes >= 56 ? mask(66) : 0;
  return [mask(54), mask(58), mask(62), opacity];
}

function maskReader(
  view: DataView,
  { bits, masks }: { bits: number; masks: Masks | undefined },
): ColourReader {
  const usual: Masks = bits === 16
    ? [0x7c00, 0x03e0, 0x001f, 0]
    : [0xff0000, 0x00ff00, 0x0000ff, 0];
  const parts = (masks ?? usual).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: (mask >>> shift) || 1 };
  });
  const pixelBytes = bits / 8;
  return (row, x, out, to) => {
    const at = row + x * pixelBytes;
    const value = pixelBytes === 2
      ? view.getUint16(at, true)
      : pixelBytes === 3
      ? view.getUint16(at, true) | view.getUint8(at + 2) << 16
      : view.getUint32(at, true);
    for (let part = 0; part < 4; part++) {
      const { mask, shift, most } = parts[part];
      // Without a mask of its own a pixel is opaque, and a colour absent.
      out[to + part] = mask === 0
        ? (part === 3 ? 255 : 0)
        : Math.round(255 * ((value & mask) >>> shift) / most);
    }
  };
}

/** What libheif answers where something is wrong. */
interface HeifFault {
  code?: unknown;
  message?: string;
}

/**
 * What of libheif's interface is used: its functions, not the classes on top of them, which tell
 * damage on standard output.
 */
interface Heif {
  heif_context_alloc(): unknown;
  heif_context_free(context: unknown): void;
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifFault;
  heif_js_context_get_list_of_top_level_image_IDs(context: unknown): number[] & HeifFault;
  heif_js_context_get_image_handle(context: unknown, id: number): HeifFault;
  heif_image_handle_get_width(handle: unknown): number;
  heif_image_handle_get_height(handle: unknown): number;
  heif_image_handle_release(handle: unknown): void;
  heif_js_decode_image2(
    handle: unknown,
    colours: unknown,
    layout: unknown,
  ): Promise<HeifFault & { image: unknown; channels: HeifChannel[] }>;
  heif_image_release(image: unknown): void;
  heif_error_code: { heif_error_Ok: unknown };
  heif_colorspace: { heif_colorspace_RGB: unknown };
  heif_chroma: { heif_chroma_interleaved_RGBA: unknown };
}
interface HeifChannel {
  /** [height, stride]. */
  data: Uint8Array;
  stride: number;
}

/**
 * Decodes the first picture of a HEIC file, upright as its file says. Throws an Error where it is
 * damaged or larger than `mostPixels`.
 */
export async function decodeHeic(bytes: Uint8Array, mostPixels: number): Promise<RawPicture> {
  // Megabytes of WebAssembly, which few pictures need.
  const { default: heif } = await import("libheif-js/wasm-bundle.js") as unknown as {
    default: Heif;
  };
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw heifError(read);
    const ids = heif.heif_js_context_get_list_of_top_level_image_IDs(context);
    if (ids.code !== undefined || !ids.length) throw heifError(ids);
    return await decodeHeifPicture(heif, context, ids[0], mostPixels);
  } finally {
    heif.heif_context_free(context);
  }
}

async function decodeHeifPicture(
  heif: Heif,
  context: unknown,
  id: number,
  mostPixels: number,
): Promise<RawPicture> {
  const handle = heif.heif_js_context_get_image_handle(context, id);
  if (handle.code !== undefined) throw heifError(handle);
  try {
    const width = heif.heif_image_handle_get_width(handle);
    const height = heif.heif_image_handle_get_height(handle);
    if (width * height > mostPixels) throw new Error("pixel limit");
    const decoded = await heif.heif_js_decode_image2(
      handle,
      heif.heif_colorspace.heif_colorspace_RGB,
      heif.heif_chroma.heif_chroma_interleaved_RGBA,
    );
    if (decoded.code !== undefined) throw heifError(decoded);
    const [{ data, stride }] = decoded.channels;
    const rowBytes = width * 4;
    const pixels = new Uint8Array(height * rowBytes);
    for (let y = 0; y < height; y++) {
      pixels.set(data.subarray(y * stride, y * stride + rowBytes), y * rowBytes);
    }
    heif.heif_image_release(decoded.image);
    return { width, height, data: pixels };
  } finally {
    heif.heif_image_handle_release(handle);
  }
}

function heifError({ message }: HeifFault): Error {
  return new Error(message?.trim() || "no picture can be decoded");
}
