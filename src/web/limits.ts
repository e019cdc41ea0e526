/** Bounds of what the server takes on, and why so much. */

/** The server's limits. */
export interface Limits {
  /** A phone's photo has up to some 8 MiB; 16 as reserve. */
  photoBytes: number;
  /** Phones take photos of 12 to 50 megapixels; a bomb unpacks to more. */
  photoPixels: number;
  /** A minute of stereo at 48 kHz and 16 bits has 11 MiB. */
  speechBytes: number;
  /** Longer recordings are refused; networks hear a few seconds. */
  speechSeconds: number;
  /** JSON of a question for music. */
  jsonBytes: number;
  /** An upload must have come by then. */
  uploadMs: number;
  /** An analysis that takes longer is ended. */
  analysisMs: number;
  /** Uploads and analyses at once, waiting ones included; others get 429. */
  places: number;
  /** Posts of one address: a minute in the long run, and at once. */
  postsPerMinute: number;
  postsAtOnce: number;
}

/** What the command `serve` starts from. */
export const defaultLimits: Limits = {
  photoBytes: 16 * 2 ** 20,
  photoPixels: 50e6,
  speechBytes: 16 * 2 ** 20,
  speechSeconds: 60,
  jsonBytes: 256 * 2 ** 10,
  uploadMs: 15_000,
  analysisMs: 10_000,
  places: 16,
  postsPerMinute: 240,
  postsAtOnce: 40,
};
