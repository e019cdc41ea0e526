const AT_ONCE = 8;

/**
 * Calls `work` with each item and how many have been begun, itself included, 8 at a time in the
 * order of the items. Throws what `work` first throws, without beginning others.
 *
 * @example
 * ```ts
 * await inParallel(paths, async (path) => void sizes.set(path, (await Deno.stat(path)).size));
 * ```
 */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T, begun: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const worker = async () => {
    while (next < items.length && !hasFailed) {
      const item = items[next++];
      await work(item, next).catch((error) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}

/** Calls what it is given, so many at once, in order. */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
