/**
 * In: a path and its whole content. Out: the file, written whole or not at all: the content goes
 * to a temporary name beside it, is flushed to the disk, and is then renamed over the old file.
 */
import { dirname } from "node:path";

/**
 * Writes `content` to `path`, replacing what is there; makes missing folders.
 * A crash at any moment leaves either the old file or the new one, never a part.
 *
 * @example
 * ```ts
 * await writeFileWhole("results/summary.json", JSON.stringify({ rows: [] }));
 * ```
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      for (let written = 0; written < bytes.length;) {
        written += await file.write(bytes.subarray(written));
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
