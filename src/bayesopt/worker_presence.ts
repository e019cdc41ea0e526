/**
 * In: a study's journal path. Out: a name for this worker, and whether other workers are alive.
 *
 * Each worker holds a lock on a small file of its own beside the journal. The system releases it
 * when the process ends, by whatever means, so nobody has to guess from the age of a sign of life.
 */
import { hostname } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../base/files.ts";

/** This worker's presence. */
export interface WorkerPresence {
  /** Host, process and a random part: no two workers share it. */
  name: string;
  /** Whether the named worker's process still runs. */
  isAlive(name: string): Promise<boolean>;
  /** Ends the presence. */
  leave(): Promise<void>;
}

/** Announces a worker of the study whose journal is at `journalPath`. */
export async function joinAsWorker(journalPath: string): Promise<WorkerPresence> {
  const folder = `${journalPath}.workers`;
  await makeFolder(folder);
  const host = hostname().replaceAll(/[^\w.-]/g, "_");
  const name = `${host}-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  const path = join(folder, name);
  const file = await enter(folder, path);
  return {
    name,
    isAlive: (other) => other === name ? Promise.resolve(true) : isHeld(join(folder, other)),
    leave: async () => {
      file.close();
      await Deno.remove(path).catch(() => {});
      // Only the last one succeeds; the folder is in nobody's way.
      await Deno.remove(folder).catch(() => {});
    },
  };
}

/** Makes and locks this worker's file, and removes those that killed workers have left. */
async function enter(folder: string, path: string): Promise<Deno.FsFile> {
  // While this is held nobody takes a file that is not locked yet for a dead worker's.
  using gate = await Deno.open(folder, { read: true });
  await gate.lock(true);
  for await (const { name } of Deno.readDir(folder)) await isHeld(join(folder, name));
  const file = await Deno.open(path, { read: true, write: true, create: true });
  await file.lock(true);
  return file;
}

/** Whether somebody holds the file's lock; removes a file that nobody holds. */
async function isHeld(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    if (!await file.tryLock(true)) return true;
    await Deno.remove(path).catch(() => {});
    return false;
  } finally {
    file.close();
  }
}
