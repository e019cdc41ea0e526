/** In: rows of grey pictures. Out: all of them beside and below each other, as a Vega-Lite specification. */
import { UserError } from "../base/user_error.ts";
import { encodeGreyPng } from "./encode_grey_png.ts";
import type { PlotSpec } from "./plot_spec.ts";
import { plotTitle } from "./theme.ts";

/** Points between neighbouring pictures. */
const GAP = 8;

/** Points below a picture for its caption. */
const CAPTION = 16;

/** One of the pictures. */
export interface GalleryImage {
  /** [height, width]: bytes of 0…255, or floats of 0…1; beyond that they are shown as black or white. */
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
 * const spec = imageGallery([{ label: "happy", images: [{ pixels: face, caption: "as it is" }] }], {
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
