/** In: a call to a server. Out: its result, however often the connection breaks meanwhile. */
import { wait } from "./wait.ts";

/** How long is tried. */
export interface PersistOptions {
  /** Aborts to give up. */
  signal?: AbortSignal;
  /** Seconds between two tries. */
  pauseSeconds?: number;
  /** Told why a try failed, once for each spell of failures. */
  log?: (line: string) => void;
}

/**
 * Calls `work` until it succeeds. `work` must bear to be called again where only its answer was
 * lost. Throws the signal's reason on an abort.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, pauseSeconds = 5, log }: PersistOptions = {},
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (tries === 1) log?.(`The queue does not answer (${(error as Error).message}); trying on`);
      await wait(pauseSeconds * 1000, signal);
      signal?.throwIfAborted();
    }
  }
}
