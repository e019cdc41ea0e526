/**
 * In: a path and its whole content. Out: the file, written whole or not at all: the content goes
 * to a temporary name beside it, is flushed to the disk, and is then renamed over the old file.
 */
import { dirname, join } from "node:path";
import { makeFolder } from "./make_folder.ts";
import { UserError } from "./user_error.ts";

/** A file's content: text, bytes, or bytes piece by piece. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes `content` to `path`, replacing what is there; makes missing folders.
 * A crash at any moment leaves either the old file or the new one, never a part; what killed
 * processes left in the same folder is removed on the way. Throws a UserError
 * where a folder or a file is in the way, and an Error that names `path` where it cannot be written
 * for another reason, such as on a full disk.
 *
 * @example
 * ```ts
 * await writeFileWhole("results/summary.json", JSON.stringify({ rows: [] }));
 * ```
 */
export async function writeFileWhole(path: string, content: FileContent): Promise<void> {
  const temporary = `${path}.tmp-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await makeFolder(dirname(path));
    const file = await openTemporary(temporary);
    try {
      for (const bytes of pieces(content)) {
        for (let written = 0; written < bytes.length;) {
          written += await file.write(bytes.subarray(written));
        }
      }
      await file.sync();
      // Still locked: nobody may take it for a leftover.
      await Deno.rename(temporary, path);
    } finally {
      file.close();
    }
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    // The latter is said by the command line in words of its own.
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Deno.errors.IsADirectory) {
      throw new UserError(`Expected a file at ${path} to be written, but it is a folder`);
    }
    throw writeFailure(path, error);
  }
}

/** That writing `path` failed; only some of the system's messages name the file. */
export function writeFailure(path: string, cause: unknown): Error {
  const { message } = cause as Error;
  const isLimit = message.includes(`os error ${EFBIG}`);
  const hint = isLimit ? "; the limit of files' sizes is too low (ulimit -f)" : "";
  return new Error(`Could not write ${path}: ${message}${hint}`, { cause });
}

/** "File too large", of Linux, macOS and others. */
const EFBIG = 27;

/**
 * Lets a write beyond the limit of files' sizes (ulimit -f) fail with an error that is told, instead
 * of ending the process without a word (SIGXFSZ); for the whole process.
 */
export function surviveFileLimit(): void {
  if (Deno.build.os === "windows") return;
  Deno.addSignalListener("SIGXFSZ", () => {});
}

/** Names as above, of the folder's files. */
const TEMPORARY = /\.tmp-\d+-[0-9a-f]{8}$/;

/** Folders that were looked through; once is enough, as only killed processes leave anything. */
const swept = new Set<string>();

/**
 * Makes and locks the file. The system frees the lock when the process ends, by whatever means: a
 * file that nobody holds was left by a process that was killed, and is removed.
 */
async function openTemporary(temporary: string): Promise<Deno.FsFile> {
  const folder = dirname(temporary);
  // While this is held nobody takes a file that is not locked yet for a leftover.
  using gate = await Deno.open(folder, { read: true }).catch(() => undefined);
  const isGated = await gate?.lock(true).then(() => true, () => false) ?? false;
  if (isGated && !swept.has(folder)) {
    swept.add(folder);
    await removeLeftovers(folder);
  }
  const file = await Deno.open(temporary, { write: true, createNew: true });
  if (isGated) await file.lock(true);
  return file;
}

async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile || !TEMPORARY.test(name)) continue;
    try {
      using file = await Deno.open(join(folder, name), { write: true });
      if (await file.tryLock(true)) await Deno.remove(join(folder, name));
    } catch {
      // Litter that cannot be removed is in nobody's way.
    }
  }
}

function pieces(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}
