/** In: a run's folder. Out: the right to work in it alone, or one sentence that another has it. */
import { join } from "node:path";
import { makeFolder } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";

/** A held lock. */
export interface RunLock {
  /** Gives the folder back; `finished` also removes the lock's file, which nobody needs then. */
  release(finished: boolean): Promise<void>;
}

const LOCK = "run.lock";

/** What a training that was killed while it wrote a file left of it; see files.ts. */
const HALF_WRITTEN = /\.(json|jsonl|csv|md|safetensors)\.tmp-/;

/** Whether another process is working in `folder` now. */
export async function isRunLocked(folder: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(join(folder, LOCK), { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    return !await file.tryLock(false);
  } finally {
    file.close();
  }
}

/**
 * Locks the run in `folder`, which is made where it is missing, and removes half-written files of a
 * process that was killed in it. The system frees the lock when the process ends, by whatever
 * means. Throws UserError where another process holds it.
 */
export async function lockRun(folder: string): Promise<RunLock> {
  await makeFolder(folder);
  const path = join(folder, LOCK);
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!await file.tryLock(true)) {
    file.close();
    throw new UserError(
      `Another process is training the run ${folder}; wait for it, or choose another --runs folder`,
    );
  }
  for await (const { name } of Deno.readDir(folder)) {
    if (HALF_WRITTEN.test(name)) await Deno.remove(join(folder, name)).catch(() => {});
  }
  return {
    release: async (finished) => {
      if (finished) await Deno.remove(path).catch(() => {});
      file.close();
    },
  };
}
