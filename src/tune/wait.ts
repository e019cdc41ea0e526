/** In: milliseconds. Out: nothing, after them or as soon as the signal aborts. */

/** Waits; an abort ends the wait early and throws nothing. */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  const timer = setTimeout(end, milliseconds);
  signal?.addEventListener("abort", end);
  await ended.promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", end);
}
