import { crc32, deflateSync } from "node:zlib";
import { UserError } from "../base/user_error.ts";
import { type PlotSpec, plotTitle } from "./theme.ts";

/** Points between neighbouring pictures. */
const GAP = 8;

/** Points below a picture for its caption. */
const CAPTION = 16;

/** One of the pictures. */
export interface GalleryImage {
  /**
   * [height, width]: bytes of 0…255, or floats of 0…1; beyond that they are shown as black or
   * white.
   */
  pixels: Uint8Array | Float32Array;
  /** Stands below the picture. */
  caption?: string;
}

/** Pictures that stand beside each other. */
export interface GalleryRow {
  /** Stands to their left; different for each row. */
  label: string;
  /** From left to right. */
  images: readonly GalleryImage[];
}

/** What the plot says about itself, and how large all pictures are. */
export interface GalleryOptions {
  /** Stands above all rows. */
  title: string;
  /** Pixels a row of each picture. */
  width: number;
  /** Rows of each picture; `width` where it is left out. */
  height?: number;
  /** Points that a pixel takes up on each side; 2 by default. */
  zoom?: number;
  /** True for generated pictures: the title then says SYNTHETIC. */
  synthetic?: boolean;
}

/**
 * Pictures of the same size in rows, which may be of different length. Pixels are shown as squares,
 * not smoothed.
 *
 * @throws UserError where a picture does not have width × height pixels
 *
 * @example
 * ```ts
 * const spec = imageGallery([{ label: "happy", images: [{ pixels: face, caption: "as it is" }] }],
 * {
 *   title: "Augmentation",
 *   width: 48,
 * });
 * ```
 */
export function imageGallery(
  rows: readonly GalleryRow[],
  { title, width, height = width, zoom = 2, synthetic = false }: GalleryOptions,
): PlotSpec {
  const values = rows.flatMap(({ label, images }) =>
    images.map(({ pixels, caption = "" }, column) => ({
      label,
      column,
      caption,
      url: pictureAddress(pixels, width, height, label),
    }))
  );
  const hasCaptions = values.some(({ caption }) => caption !== "");
  const size = { width: width * zoom, height: height * zoom };
  const below = hasCaptions ? CAPTION : 0;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: { step: size.width + GAP },
    height: { step: size.height + GAP + below },
    data: { values },
    encoding: {
      x: { field: "column", type: "ordinal", axis: null },
      y: {
        field: "label",
        type: "ordinal",
        sort: null,
        title: null,
        axis: { domain: false, ticks: false },
      },
    },
    layer: [
      {
        mark: { type: "image", ...size, aspect: false, smooth: false, yOffset: -below / 2 },
        encoding: {
          url: { field: "url", type: "nominal" },
          // Else screen readers would be handed the picture's bytes.
          description: { field: "caption", type: "nominal" },
        },
      },
      ...(hasCaptions
        ? [{
          mark: { type: "text" as const, yOffset: size.height / 2, fontSize: 10 },
          encoding: { text: { field: "caption", type: "nominal" as const } },
        }]
        : []),
    ],
  };
}

/** The picture itself as a data URL. */
function pictureAddress(
  pixels: GalleryImage["pixels"],
  width: number,
  height: number,
  label: string,
): string {
  if (pixels.length !== width * height) {
    throw new UserError(
      `Expected pictures of ${width}×${height} = ${width * height} pixels, but found one of ` +
        `${pixels.length} in the row ${label}`,
    );
  }
  const bytes = pixels instanceof Uint8Array
    ? pixels
    : Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return `data:image/png;base64,${encodeGreyPng(bytes, width, height).toBase64()}`;
}

/** What every PNG file begins with. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Encodes 8-bit grey, without filters or interlacing (PNG specification, third edition, sections 5,
 * 7 and 11). At once and without a library's thread, for pictures inside of plots.
 *
 * @param pixels [height, width], 0 black to 255 white
 */
export function encodeGreyPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits a sample; colour type 0, grey; the only compression, filter method, no interlacing.
  header.set([8, 0, 0, 0, 0], 8);
  // Each row begins with its filter's number; 0 is none.
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...chunk("IDAT", deflateSync(rows)),
    ...chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Length of the data, type, data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
