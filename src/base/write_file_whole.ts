/**
 * In: a path and its whole content. Out: the file, written whole or not at all: the content goes
 * to a temporary name beside it, is flushed to the disk, and is then renamed over the old file.
 */
import { dirname } from "node:path";

/** A file's content: text, bytes, or bytes piece by piece. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes `content` to `path`, replacing what is there; makes missing folders.
 * A crash at any moment leaves either the old file or the new one, never a part.
 *
 * @example
 * ```ts
 * await writeFileWhole("results/summary.json", JSON.stringify({ rows: [] }));
 * ```
 */
export async function writeFileWhole(path: string, content: FileContent): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  try {
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
    throw error;
  }
}

function pieces(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}
