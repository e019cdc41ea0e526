/** What a source of files (a folder, a zip or a tar archive) gives, one entry at a time. */
import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { type Entry, openPromise } from "yauzl";
import { UserError } from "../../base/user_error.ts";

/** One thing in a source. */
export interface SourceEntry {
  /** Path inside the source, as the source gives it: not yet checked. */
  path: string;
  kind: "file" | "folder" | "link" | "other";
  /** Size that the source claims. */
  declaredBytes: number;
  /** The content of a file; to be requested before the next entry. */
  content(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

/** What a user downloaded. */
export interface Source {
  entries: AsyncIterable<SourceEntry>;
  /** The archive's own size; undefined for a folder. */
  sizeBytes?: number;
  /** True where the source is a single table. */
  isTable?: true;
}

/**
 * Opens the folder, .zip, .tar, .tar.gz or .csv at `path`, archives recognised by content; a table
 * gets the name `tableName`. Throws UserError where it is missing or something else.
 */
export async function openSource(path: string, tableName = basename(path)): Promise<Source> {
  const status = await Deno.stat(path).catch(() => {
    throw new UserError(`Expected a folder or an archive at ${path}, but there is none`);
  });
  if (status.isDirectory) return { entries: readFolder(path) };
  const sizeBytes = status.size;
  if (/\.csv$/i.test(path)) {
    return { entries: singleFile(path, tableName, sizeBytes), sizeBytes, isTable: true };
  }
  const start = await readStart(path, 262);
  const text = (from: number, to: number) => String.fromCharCode(...start.subarray(from, to));
  if (text(0, 4) === "PK\x03\x04" || text(0, 4) === "PK\x05\x06") {
    return { entries: readZip(path), sizeBytes };
  }
  if (text(0, 2) === "\x1f\x8b") return { entries: readTar(path, true), sizeBytes };
  if (text(257, 262) === "ustar") return { entries: readTar(path, false), sizeBytes };
  throw new UserError(
    `Expected ${path} to be a folder, a .zip, .tar or .tar.gz archive or a .csv table, ` +
      `but it is none of them`,
  );
}

async function* singleFile(
  path: string,
  name: string,
  declaredBytes: number,
): AsyncGenerator<SourceEntry> {
  const content = async () => (await Deno.open(path)).readable;
  yield { path: name, kind: "file", declaredBytes, content };
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const start = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const read = await file.read(start.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return start.subarray(0, filled);
}

/**
 * Entries of `folder` and of the folders in it, however deep, sorted; links are given as links, not
 * followed.
 */
async function* readFolder(folder: string, prefix = ""): AsyncGenerator<SourceEntry> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const inside = prefix + entry.name;
    if (entry.isDirectory) {
      yield* readFolder(path, `${inside}/`);
    } else {
      yield {
        path: inside,
        kind: entry.isSymlink ? "link" : entry.isFile ? "file" : "other",
        declaredBytes: (await Deno.lstat(path)).size,
        content: async () => (await Deno.open(path)).readable,
      };
    }
  }
}

// @ts-types="npm:@types/yauzl@3.4.0"

const FILE_TYPE = 0o170000;
const LINK = 0o120000;

/**
 * Entries of the zip archive at `path`, in its directory's order. yauzl itself refuses absolute
 * paths, paths that leave the archive and content that differs from its declared size. Throws
 * UserError where `path` is not `what` is expected, for it is damaged or another kind of file.
 */
export function readZip(path: string, what = "a zip archive"): AsyncGenerator<SourceEntry> {
  return inWords(zipEntries(path), path, what, zipFault);
}

async function* zipEntries(path: string): AsyncGenerator<SourceEntry> {
  const archive = await openPromise(path);
  try {
    for await (const entry of archive.eachEntry()) {
      yield {
        path: entry.fileName,
        kind: kindOf(entry),
        declaredBytes: entry.uncompressedSize,
        content: async () => Readable.from(await archive.openReadStreamPromise(entry)),
      };
    }
  } finally {
    archive.close();
  }
}

function kindOf(entry: Entry): SourceEntry["kind"] {
  // The upper half of the attributes is the Unix mode, where the archive was made on Unix.
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK) return "link";
  return entry.fileName.endsWith("/") ? "folder" : "file";
}

/** What yauzl says of archives that are sound, and yet not read; $1 is a path inside. */
const ZIP_REFUSALS: readonly [RegExp, string][] = [
  [/^(?:invalid relative|absolute) path: (.*)$/s, "it holds $1, a path that leads out of it"],
  [/^.*encrypt.*$/s, "it is encrypted"],
  [/^unsupported compression method.*$/s, "its files are packed by a method that is not read"],
  [/^multi-disk.*$/s, "it is one part of several"],
];

/** What is wrong with the file at `path`, of which yauzl or zlib says `message`. */
async function zipFault(message: string, path: string): Promise<string> {
  const refusal = ZIP_REFUSALS.find(([pattern]) => pattern.test(message));
  if (refusal) return message.replace(...refusal);
  const [first, second] = await readStart(path, 2);
  if (first === undefined) return "it is empty";
  return first === 0x50 && second === 0x4b // "PK"
    ? "it is cut short or damaged"
    : "it is another kind of file";
}

/**
 * Entries of the tar archive at `path` in its order. Throws UserError where it is damaged or cut
 * short.
 */
function readTar(path: string, isGzipped: boolean): AsyncGenerator<SourceEntry> {
  // Anything may be packed by gzip.
  const fault = () => "it is cut short, damaged or holds no tar archive";
  return inWords(tarEntries(path, isGzipped), path, "a .tar or .tar.gz archive", fault);
}

async function* tarEntries(path: string, isGzipped: boolean): AsyncGenerator<SourceEntry> {
  const unpacked = extract();
  const file = createReadStream(path);
  // An error on any stream destroys `unpacked`, whose loop below then throws it.
  const ended = () => {};
  if (isGzipped) pipeline(file, createGunzip(), unpacked, ended);
  else pipeline(file, unpacked, ended);
  try {
    for await (const entry of unpacked) {
      yield {
        path: entry.header.name,
        kind: tarKindOf(entry.header.type),
        declaredBytes: entry.header.size ?? 0,
        content: () => entry as AsyncIterable<Uint8Array>,
      };
      entry.resume();
    }
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

function tarKindOf(type: string | null | undefined): SourceEntry["kind"] {
  if (type === "file" || type === "contiguous-file") return "file";
  if (type === "directory") return "folder";
  return type === "symlink" || type === "link" ? "link" : "other";
}

/**
 * The same entries. What the archive's reader throws, in words that only a programmer knows, becomes
 * a UserError that `path` is not `what` is expected, for the reason that `faultOf` gives.
 */
async function* inWords(
  entries: AsyncIterable<SourceEntry>,
  path: string,
  what: string,
  faultOf: (message: string, path: string) => string | Promise<string>,
): AsyncGenerator<SourceEntry> {
  const inOwn = async (error: unknown) => {
    const { message, syscall } = error as Error & { syscall?: string };
    // The disk's fault or a permission that is missing, not the archive's.
    if (syscall !== undefined || error instanceof Deno.errors.NotCapable) return error;
    const why = await faultOf(message, path);
    return new UserError(`Expected ${path} to be ${what}, but ${why}`, { cause: error });
  };
  try {
    for await (const entry of entries) {
      const content = async function* () {
        try {
          yield* await entry.content();
        } catch (error) {
          throw await inOwn(error);
        }
      };
      yield { ...entry, content };
    }
  } catch (error) {
    throw await inOwn(error);
  }
}
