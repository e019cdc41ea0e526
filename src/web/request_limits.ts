/** Bounds of what the server takes on, and why so much. */
import { isIP } from "node:net";
import { sizeText } from "../base/text.ts";
import { ApiError } from "./api_schemas.ts";

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
  /** Longer recordings are refused; networks analyse a few seconds. */
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
  /** Live streams at once; two cores analyse some ten pictures a second, which is two of them. */
  streams: number;
  /** A live stream to which nothing is sent for so long is ended. */
  streamIdleMs: number;
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
  // Live analysis sends 330 pictures and 40 sounds a minute.
  postsPerMinute: 480,
  postsAtOnce: 40,
  streams: 8,
  streamIdleMs: 60_000,
};

// A token bucket an address.

/** How much a client may ask. */
interface RateLimitOptions {
  /** Requests a minute in the long run. */
  perMinute: number;
  /** Requests at once. */
  burst: number;
  /** Milliseconds; performance.now by default. */
  now?: () => number;
}

/** Counts requests. */
interface RateLimit {
  /** Counts one request of `address`; 0 where it may pass, else after how many seconds. */
  take(address: string): number;
}

/** More addresses than this are not remembered: those seen longest ago are forgotten. */
const ADDRESSES_AT_MOST = 10_000;

/**
 * Creates a limit.
 *
 * @example
 * ```ts
 * const limit = createRateLimit({ perMinute: 300, burst: 60 });
 * if (limit.take("127.0.0.1") > 0) console.log("too many");
 * ```
 */
export function createRateLimit(
  { perMinute, burst, now = () => performance.now() }: RateLimitOptions,
): RateLimit {
  const perMs = perMinute / 60_000;
  // Insertion order is the order of the last request.
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(address) {
      const atMs = now();
      const before = buckets.get(address) ?? { tokens: burst, atMs };
      buckets.delete(address);
      const tokens = Math.min(burst, before.tokens + (atMs - before.atMs) * perMs);
      const passes = tokens >= 1;
      buckets.set(address, { tokens: passes ? tokens - 1 : tokens, atMs });
      if (buckets.size > ADDRESSES_AT_MOST) buckets.delete(buckets.keys().next().value!);
      return passes ? 0 : (1 - tokens) / perMs / 1000;
    },
  };
}

/** Limits of an upload. */
interface BodyLimits {
  maxBytes: number;
  /** The whole body must have come by then. */
  timeoutMs: number;
}

/**
 * Reads the whole body of `request`. Throws ApiError: too_large, as soon as that is known;
 * upload_too_slow; invalid_request where the client breaks off or sends nothing.
 */
export async function readBody(
  request: Request,
  { maxBytes, timeoutMs }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new ApiError("too_large", `Expected at most ${sizeText(maxBytes)}`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const reader = request.body?.getReader();
  const empty = () => new ApiError("invalid_request", "The body is empty");
  if (!reader) throw empty();
  const late = new ApiError("upload_too_slow", "The upload took too long");
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(late), timeoutMs);
  timeout.promise.catch(() => {});
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    while (true) {
      const { done, value } = await Promise.race([reader.read(), timeout.promise]);
      if (done) break;
      size += value.length;
      if (size > maxBytes) throw tooLarge();
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof ApiError) throw error;
    throw new ApiError("invalid_request", "The upload broke off");
  } finally {
    clearTimeout(timer);
  }
  if (size === 0) throw empty();
  return concatenate(parts, size);
}

function concatenate(parts: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A place in the queue, taken before the upload is read, so that uploads are bounded too. */
interface QueuePlace {
  /** Runs `task` when all before it are done. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Gives the place free. */
  leave(): void;
}

/** Bounds the work that has been taken on. */
interface WorkQueue {
  /** Throws ApiError "busy", with when to come again, where all places are taken. */
  enter(): QueuePlace;
  /** How many places are taken. */
  readonly taken: number;
}

/** What a task takes at first, and how much a new one counts in the running mean. */
const INITIAL_ESTIMATE_MS = 100;
const NEWEST_WEIGHT = 0.2;

/** A queue with room for `places` requests: uploading, waiting, and the one being worked on. */
export function createWorkQueue(places: number): WorkQueue {
  let taken = 0;
  let meanMs = INITIAL_ESTIMATE_MS;
  let last: Promise<unknown> = Promise.resolve();
  const runNow = async <T>(task: () => Promise<T>) => {
    const start = performance.now();
    try {
      return await task();
    } finally {
      meanMs += NEWEST_WEIGHT * (performance.now() - start - meanMs);
    }
  };
  return {
    get taken() {
      return taken;
    },
    enter() {
      if (taken >= places) {
        const retryAfterS = Math.max(1, taken * meanMs / 1000);
        throw new ApiError("busy", "Too many photos and recordings at once; try again soon", {
          retryAfterS,
        });
      }
      taken++;
      let hasLeft = false;
      return {
        run(task) {
          const result = last.then(() => runNow(task));
          last = result.catch(() => {});
          return result;
        },
        leave() {
          if (!hasLeft) taken--;
          hasLeft = true;
        },
      };
    },
  };
}

/**
 * The address of the client of `request`, which came from `address`: where that is one of `proxies`,
 * what the last of them says in X-Forwarded-For. What a client itself writes there counts nothing.
 */
export function clientAddress(
  request: Request,
  address: string,
  proxies: readonly string[],
): string {
  if (!proxies.includes(plainAddress(address))) return address;
  const forwarded = (request.headers.get("x-forwarded-for") ?? "").split(",").map(plainAddress);
  return forwarded.findLast((one) => isIP(one) !== 0 && !proxies.includes(one)) ?? address;
}

/** A socket for both versions of IP writes those of version 4 as ::ffff:127.0.0.1. */
function plainAddress(written: string): string {
  return written.trim().replace(/^::ffff:(?=\d+\.)/i, "");
}

/** Whether the client of `request`, which came from `address`, speaks https with one of `proxies`. */
export function isSecure(request: Request, address: string, proxies: readonly string[]): boolean {
  return proxies.includes(plainAddress(address)) &&
    request.headers.get("x-forwarded-proto")?.trim().toLowerCase() === "https";
}
