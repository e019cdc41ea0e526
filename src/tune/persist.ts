/** In: a call to a server. Out: its result, where the connection breaks and is there again. */
import { UserError } from "../base/user_error.ts";
import { wait } from "./wait.ts";

/** How long is tried. */
export interface PersistOptions {
  /** Aborts to give up. */
  signal?: AbortSignal;
  /** Seconds between two tries. */
  pauseSeconds?: number;
  /** Gives up after so many seconds without an answer; never by default. */
  patienceSeconds?: number;
  /** Told why a try failed, once for each spell of failures. */
  log?: (line: string) => void;
}

/**
 * Calls `work` until it succeeds. `work` must bear to be called again where only its answer was
 * lost. Throws the signal's reason on an abort, and UserError where it gives up.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, pauseSeconds = 5, patienceSeconds = Infinity, log }: PersistOptions = {},
): Promise<T> {
  const startMs = performance.now();
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const why = (error as Error).message;
      const limit = Number.isFinite(patienceSeconds) ? ` for ${patienceSeconds} s` : "";
      if (performance.now() - startMs >= patienceSeconds * 1000) {
        throw new UserError(
          `The queue has not answered${limit} (${why}); start again when it does, with --resume ` +
            "for a study: all that has ended is kept",
        );
      }
      if (tries === 1) log?.(`The queue does not answer (${why}); trying on${limit}`);
      await wait(pauseSeconds * 1000, signal);
      signal?.throwIfAborted();
    }
  }
}
