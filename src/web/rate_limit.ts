/** In: addresses of clients. Out: whether each may ask now, or when. A token bucket an address. */

/** How much a client may ask. */
export interface RateLimitOptions {
  /** Requests a minute in the long run. */
  perMinute: number;
  /** Requests at once. */
  burst: number;
  /** Milliseconds; performance.now by default. */
  now?: () => number;
}

/** Counts requests. */
export interface RateLimit {
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
