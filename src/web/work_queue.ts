/**
 * In: requests that need the networks. Out: one after another their turn; more than there are
 * places for are turned away at once.
 */
import { ApiError } from "./api_error.ts";

/** A place in the queue, taken before the upload is read, so that uploads are bounded too. */
export interface QueuePlace {
  /** Runs `task` when all before it are done. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Gives the place free. */
  leave(): void;
}

/** Bounds the work that has been taken on. */
export interface WorkQueue {
  /** Throws ApiError "busy", with when to come again, where all places are taken. */
  enter(): QueuePlace;
  /** How many places are taken. */
  readonly taken: number;
}

/** What a task takes at first guess, and how much a new one counts in the running mean. */
const FIRST_GUESS_MS = 100;
const NEWEST_WEIGHT = 0.2;

/** A queue with room for `places` requests: uploading, waiting, and the one being worked on. */
export function createWorkQueue(places: number): WorkQueue {
  let taken = 0;
  let meanMs = FIRST_GUESS_MS;
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
