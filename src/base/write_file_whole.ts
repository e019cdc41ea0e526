/**
 * In: a path and its whole content. Out: the file, written whole or not at all: the content goes
 * to a temporary name beside it, is flushed to the disk, and is then renamed over the old file.
 */
import { dirname } from "node:path";

/** A file's content: text, bytes, or bytes piece by piece. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes `content` to `path`, replacing what is there; makes missing folders.
 * A crash at any moment leaves either the old file or the new one, never a part. Throws an Error
 * that names `path` where it cannot be written, such as on a full disk.
 *
 * @example
 * ```ts
 * await writeFileWhole("results/summary.json", JSON.stringify({ rows: [] }));
 * ```
 */
export async function writeFileWhole(path: string, content: FileContent): Promise<void> {
  const temporary = `${path}.tmp-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
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
    // Said by the command line in words of its own.
    if (error instanceof Deno.errors.NotCapable) throw error;
    // Only some of the system's messages name the file.
    throw new Error(`Could not write ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function pieces(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}
