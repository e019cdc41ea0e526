/** Bounds of what the server takes on, and why so much. */

/** The server's limits. */
export interface Limits {
  /** A phone's photo has up to some 8 MiB; 16 as reserve. */
  photoBytes: number;
  /** Phones take photos of 12 to 50 megapixels; a bomb unpacks to more. */
  photoPixels: number;
  /** A minute of stereo at 48 kHz and 16 bits has 11 MiB. */
  speechBytes: number;
  /** Longer sides make rows or columns that take seconds; panoramas of phones have up to 16,000. */
  photoSidePixels: number;
  /** Longer recordings are refused; networks hear a few seconds. */
  speechSeconds: number;
  /** Values of all channels together: a minute at 192 kHz, or of stereo at 96 kHz. */
  speechValues: number;
  /** JSON of a question for music. */
  jsonBytes: number;
  /** A request's headers must have come by then. */
  headersMs: number;
  /** A connection without a request is closed then. */
  idleMs: number;
  /** Connections at once; well below 256, the least number of open files that systems give. */
  connections: number;
  /** An upload must have come by then. */
  uploadMs: number;
  /** An analysis that takes longer is ended. */
  analysisMs: number;
  /** An analysis that takes so many bytes more than the server had before is ended. */
  analysisBytes: number;
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
  photoSidePixels: 20_000,
  speechBytes: 16 * 2 ** 20,
  speechSeconds: 60,
  speechValues: 12e6,
  jsonBytes: 256 * 2 ** 10,
  headersMs: 10_000,
  idleMs: 5_000,
  connections: 128,
  uploadMs: 15_000,
  analysisMs: 10_000,
  analysisBytes: 1.5 * 2 ** 30,
  places: 16,
  postsPerMinute: 240,
  postsAtOnce: 40,
};
