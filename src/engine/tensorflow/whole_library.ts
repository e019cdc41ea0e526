/**
 * In: TensorFlow's libraries in a folder. Out: nothing, or which of them was cut off. The loader maps
 * a library into memory without looking at its end; a process that touches what is missing there
 * is ended by the system (SIGBUS) without a word.
 */
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../base/json.ts";
import { pathExists } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";

/** Beside libraries that were unpacked by Duygu: their sizes and hashes. */
export const LIBRARY_LIST = "libraries.json";

/** Checks the content of {@link LIBRARY_LIST}. */
export const libraryListSchema = z.record(
  z.string(),
  z.object({ bytes: z.int().min(1), sha256: z.string() }),
);

/**
 * Throws UserError where the library `name` in `folder` is shorter than it was when it was unpacked,
 * or, for an ELF file from elsewhere, than its own header says. A missing one passes.
 */
export function refuseTruncated(folder: string, name: string): void {
  const path = join(folder, name);
  if (!pathExists(path)) return;
  const { size } = Deno.statSync(path);
  const list = join(folder, LIBRARY_LIST);
  const listed = pathExists(list)
    ? parseJson(Deno.readTextFileSync(list), libraryListSchema, list)[name]
    : undefined;
  if (listed && listed.bytes !== size) throw truncated(path, String(listed.bytes), size, folder);
  const least = elfBytes(path);
  if (least !== undefined && size < least) throw truncated(path, `at least ${least}`, size, folder);
}

/** The least size of a 64-bit little-endian ELF file; undefined for other files. */
function elfBytes(path: string): number | undefined {
  const header = new Uint8Array(64);
  using file = Deno.openSync(path, { read: true });
  if (file.readSync(header) !== header.length) return undefined;
  const view = new DataView(header.buffer);
  const isElf = view.getUint32(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
  if (!isElf) return undefined;
  // The table of sections stands behind all else: its place, the size of an entry, their number.
  return Number(view.getBigUint64(0x28, true)) + view.getUint16(0x3a, true) *
      view.getUint16(0x3c, true);
}

function truncated(path: string, expected: string, found: number, folder: string): UserError {
  return new UserError(
    `Expected ${path} to have ${expected} bytes, but it has ${found}: it was cut off; remove the ` +
      `folder ${folder}, and \`deno task doctor\` fetches it anew`,
  );
}
