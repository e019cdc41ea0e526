import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UserError } from "./user_error.ts";

/**
 * Whether a file, a folder or anything else is at `path`; a broken link is nothing.
 * Throws where the system cannot tell, such as in a folder that may not be searched.
 *
 * @example
 * ```ts
 * if (!pathExists("results/summary.json")) console.log("nothing measured yet");
 * ```
 */
export function pathExists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      // Such as "file.txt/inside".
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return false;
    throw error;
  }
}

/** Whether `path` is a folder, or a link to one; false for what cannot be looked at. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((status) => status.isDirectory, () => false);
}

/**
 * Makes the folder at `path` and those above it, as far as they are missing. Throws UserError where
 * something that is no folder is in the way.
 *
 * @example
 * ```ts
 * await makeFolder("runs/study/trials");
 * ```
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    // The system says AlreadyExists where `path` itself is taken, NotADirectory where one above is.
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
      const found = obstacle(path);
      throw new UserError(
        `Expected a folder at ${path}, but ${found === path ? "it" : found} is none`,
      );
    }
    throw error;
  }
}

/** The first of `path` and what is above it that is there; a broken link counts. */
function obstacle(path: string): string {
  for (let above = path; dirname(resolve(above)) !== resolve(above); above = dirname(above)) {
    try {
      Deno.lstatSync(above);
      return above;
    } catch {
      // Look one higher.
    }
  }
  return path;
}

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
 * Lets a write beyond the limit of files' sizes (ulimit -f) fail with an error that is reported,
 * instead of ending the process without a word (SIGXFSZ); for the whole process.
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

// An empty folder within another, in which something is made that shall appear whole or not at all;
// it is gone afterwards. What killed processes left of theirs is removed on the way.

const LOCK = "lock";

/**
 * Gives `work` an empty folder below `parent`, which is made where it is missing, in a folder whose
 * name begins with `prefix`. Whatever `work` does not move out of it is removed at the end.
 *
 * @example
 * ```ts
 * await withStagingFolder("data", ".import-", async (staging) => {
 *   await unpack(archive, staging);
 *   await Deno.rename(staging, "data/TESS");
 * });
 * ```
 */
export async function withStagingFolder<T>(
  parent: string,
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await makeFolder(parent);
  const { outer, lock } = await makeStaging(parent, prefix);
  try {
    const inner = join(outer, "files");
    await Deno.mkdir(inner);
    return await work(inner);
  } finally {
    await Deno.remove(outer, { recursive: true }).catch(() => {});
    lock.close();
  }
}

/**
 * Makes and locks the outer folder. The system frees the lock when the process ends, by whatever
 * means: one that is free belongs to nobody.
 */
async function makeStaging(parent: string, prefix: string) {
  // While this is held nobody else makes such a folder, or takes one not yet locked for a leftover.
  using gate = await Deno.open(parent, { read: true });
  await gate.lock(true);
  for await (const { name, isDirectory } of Deno.readDir(parent)) {
    if (isDirectory && name.startsWith(prefix)) await removeLeftover(join(parent, name));
  }
  let outer: string;
  try {
    outer = await Deno.makeTempDir({ dir: parent, prefix });
  } catch (error) {
    // The system's message does not say where.
    throw new Error(`Could not make a folder in ${parent}: ${(error as Error).message}`);
  }
  const lock = await Deno.open(join(outer, LOCK), { write: true, create: true });
  await lock.lock(true);
  return { outer, lock };
}

async function removeLeftover(folder: string): Promise<void> {
  try {
    using lock = await Deno.open(join(folder, LOCK), { write: true, create: true });
    if (await lock.tryLock(true)) await Deno.remove(folder, { recursive: true });
  } catch {
    // Litter that cannot be removed is in nobody's way.
  }
}

/**
 * The user's mistake where reading `path` failed with `error`.
 *
 * @param what was expected there, such as "a WAV or FLAC file"
 *
 * @example
 * ```ts
 * const text = await Deno.readTextFile(path).catch((error) => {
 *   throw unreadableFile(path, error, "a table");
 * });
 * ```
 */
export function unreadableFile(path: string, error: unknown, what = "a file"): UserError {
  // NotADirectory: such as "file.txt/inside".
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return new UserError(`Expected ${what} at ${path}, but there is none`);
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new UserError(`Expected ${what} at ${path}, but it is a folder`);
  }
  return new UserError(`Could not read ${path}: ${(error as Error).message}`);
}

/**
 * Throws UserError where `path`, or what it links to, is a device, a pipe or a socket: reading one
 * may wait for ever, or never end. Files, folders and missing ones pass: reading tells of them.
 *
 * @param what was expected there, such as "a table"
 */
export async function refuseSpecialFile(path: string | URL, what = "a file"): Promise<void> {
  const status = await Deno.stat(path).catch(() => undefined);
  if (!status || status.isFile || status.isDirectory) return;
  const kind = status.isFifo
    ? "a pipe"
    : status.isSocket
    ? "a socket"
    : status.isCharDevice || status.isBlockDevice
    ? "a device"
    : "none";
  throw new UserError(`Expected ${what} at ${path}, but it is ${kind}`);
}

/** Reads the file at `path`. Throws as {@link refuseSpecialFile} and Deno.readFile do. */
export async function readRegularFile(
  path: string,
  what?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await refuseSpecialFile(path, what);
  return await Deno.readFile(path);
}

/** Reads the text file at `path`. Throws as {@link refuseSpecialFile} and Deno.readTextFile do. */
export async function readRegularText(path: string, what?: string): Promise<string> {
  await refuseSpecialFile(path, what);
  return await Deno.readTextFile(path);
}

/**
 * What Turkish text in Windows-1254 holds beyond ASCII; other letters stand for another encoding.
 */
const TURKISH = /^[\p{ASCII}ÇĞİÖŞÜçğıöşüÂÎÛâîûé‘’“”…–—€°·«»×\xa0]*$/u;

/**
 * The text of `bytes`, read from `source`: UTF-8, UTF-16 (by its mark of byte order or, without
 * one, by the zero bytes of its first letter), and Windows-1254 where every letter beyond ASCII is
 * one that Turkish has, for Excel on Turkish Windows writes that. The mark of byte order is left
 * out. Throws UserError for anything else.
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const utf16 = utf16Kind(bytes);
  const name = utf16 ?? "utf-8";
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    const turkish = utf16 ? "" : new TextDecoder("windows-1254").decode(bytes);
    if (!utf16 && TURKISH.test(turkish)) return turkish;
    throw new UserError(
      `Expected ${source} to be text in UTF-8, UTF-16 or Windows-1254, but it is in none of them; ` +
        `save it as UTF-8, such as by iconv -f ENCODING -t UTF-8`,
    );
  }
}

/**
 * The text of the file at `path`; throws UserError as {@link refuseSpecialFile},
 * {@link unreadableFile} and {@link decodeText} do.
 */
export async function readText(path: string, what?: string): Promise<string> {
  await refuseSpecialFile(path, what);
  const bytes = await Deno.readFile(path).catch((error) => {
    throw unreadableFile(path, error, what);
  });
  return decodeText(bytes, path);
}

/** Text such as a table or JSON begins with a letter of ASCII, whose other byte is zero. */
function utf16Kind([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== undefined && second !== 0 ? "utf-16be" : undefined;
}

/**
 * Deno itself reads what is below /proc and /sys only with all of its permissions; without them
 * the program `cat` does. Throws as Deno.readTextFile does, and where `cat` fails.
 */
export async function readSystemFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  const { success, stdout, stderr } = await new Deno.Command("cat", { args: [path] }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trim());
  return decoder.decode(stdout);
}

/**
 * The cache folder: `$DUYGU_CACHE`, else the platform's own place for caches
 * (`$XDG_CACHE_HOME/duygu`, `~/.cache/duygu`, on macOS `~/Library/Caches/duygu`).
 * It is shared by all checkouts and may be deleted at any time.
 */
export function cacheFolder(...inside: string[]): string {
  const own = Deno.env.get("DUYGU_CACHE");
  if (own) return join(own, ...inside);
  if (Deno.build.os === "darwin") return join(homedir(), "Library", "Caches", "duygu", ...inside);
  const xdg = Deno.env.get("XDG_CACHE_HOME");
  return join(xdg || join(homedir(), ".cache"), "duygu", ...inside);
}

// SHA-256 as 64 lower-case hexadecimal digits.

/**
 * The SHA-256 digest of `content` (text is hashed as UTF-8), in hexadecimal.
 *
 * @example
 * ```ts
 * sha256("abc"); // "ba7816bf…"
 * ```
 */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
