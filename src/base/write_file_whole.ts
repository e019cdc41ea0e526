/**
 * In: a path and its whole content. Out: the file, written whole or not at all: the content goes
 * to a temporary name beside it, is flushed to the disk, and is then renamed over the old file.
 */
import { dirname } from "node:path";
import { makeFolder } from "./make_folder.ts";
import { UserError } from "./user_error.ts";

/** A file's content: text, bytes, or bytes piece by piece. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes `content` to `path`, replacing what is there; makes missing folders.
 * A crash at any moment leaves either the old file or the new one, never a part. Throws a UserError
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
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      for (const bytes of pieces(content)) {
        for (let written = 0; written < bytes.length;) {
          written += await file.write(bytes.subarray(written));
        }
      }
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    // The latter is said by the command line in words of its own.
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Deno.errors.IsADirectory) {
      throw new UserError(`Expected a file at ${path} to be written, but it is a folder`);
    }
    // Only some of the system's messages name the file.
    throw new Error(`Could not write ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function pieces(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}
