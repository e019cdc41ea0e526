import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isFolder } from "../base/files.ts";
import { inParallel } from "../base/in_parallel.ts";
import { UserError } from "../base/user_error.ts";
import type { CorpusProblem } from "./corpus_layout.ts";

/** How files of each kind are named. */
const NAMES = {
  audio: /\.(wav|flac|aiff?|aifc|caf|mp3|ogg|oga|opus|m4a|aac|webm)$/i,
  images: /\.(jpe?g|png|webp|gif|tiff?|avif|bmp|hei[cf])$/i,
} as const;

/** What a media file holds. */
export type MediaKind = keyof typeof NAMES;

/** What a walk through a folder found. */
interface FoundFiles {
  /** Paths relative to the folder, with "/" between names, sorted by code unit. */
  files: string[];
  /** What could not be looked at, and links that lead to what is listed anyway. */
  oddities: CorpusProblem[];
}

/**
 * All recordings (.wav, .flac, .mp3 and others, see docs/data.md) or all pictures (.jpg, .jpeg,
 * .png, .webp, .gif, .tif, .tiff, .avif, .bmp, .heic, .heif) below `folder`, however deep. Hidden
 * files and macOS archive remains ("._x", "__MACOSX") are left out. Links are followed, but nothing
 * is listed twice: what lies in the folder itself goes before what a link leads to, and loops end. A
 * broken link, a folder that may not be read and a name that is no UTF-8 are `oddities` and end
 * nothing. Throws where `folder` itself cannot be read.
 */
export async function listFiles(folder: string, kind: MediaKind): Promise<FoundFiles> {
  return await listNamed(folder, NAMES[kind]);
}

/** What {@link listFiles} finds of both kinds, in one order: any recording or picture. */
export async function listMedia(folder: string): Promise<FoundFiles> {
  const { audio, images } = NAMES;
  return await listNamed(folder, new RegExp(`${audio.source}|${images.source}`, "i"));
}

/** As {@link listFiles}, but the files whose name matches. */
async function listNamed(folder: string, name: RegExp): Promise<FoundFiles> {
  const walk: Walk = {
    name,
    found: new Map(),
    folders: new Set(),
    links: [],
    odd: [],
  };
  await walkFolder(await realpath(folder), "", walk);
  // Links found on the way go to the end of the line.
  for (let link; (link = walk.links.shift()) !== undefined;) await follow(link, walk);
  const files = [...walk.found.values()].sort();
  const oddities = walk.odd.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
  return { files, oddities };
}

/** A walk's way so far. */
interface Walk {
  name: RegExp;
  /** Paths to list by real paths. */
  found: Map<string, string>;
  /** Real paths of the folders that were walked through. */
  folders: Set<string>;
  /** Links that are still to be followed: where they lie, and how they are listed. */
  links: { path: string; relativePath: string }[];
  odd: CorpusProblem[];
}

/** Walks through the folder at the real path `folder`, whose files are listed below `prefix`. */
async function walkFolder(folder: string, prefix: string, walk: Walk): Promise<void> {
  walk.folders.add(folder);
  // All entries at once: one by one takes several times as long.
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
    const path = join(folder, entry.name);
    const relativePath = prefix + entry.name;
    const isMedia = walk.name.test(entry.name);
    if (entry.isSymbolicLink()) walk.links.push({ path, relativePath });
    else if (entry.name.includes("\ufffd") && !await exists(path)) {
      // What the system gives for bytes that are no UTF-8 cannot be opened by that name.
      if (isMedia || entry.isDirectory()) {
        walk.odd.push(unreadable(relativePath, "has a name that is no UTF-8; rename it"));
      }
    } else if (entry.isDirectory()) {
      if (!walk.folders.has(path)) await walkInside(path, relativePath, walk);
    } else if (entry.isFile() && isMedia && !walk.found.has(path)) {
      walk.found.set(path, relativePath);
    }
  }
}

async function walkInside(folder: string, relativePath: string, walk: Walk): Promise<void> {
  try {
    await walkFolder(folder, `${relativePath}/`, walk);
  } catch (error) {
    walk.odd.push(unreadable(relativePath, `cannot be read: ${(error as Error).message}`));
  }
}

/** Lists what a link leads to, unless it is listed already. */
async function follow({ path, relativePath }: Walk["links"][number], walk: Walk): Promise<void> {
  const isMedia = walk.name.test(relativePath);
  let target: string;
  let status: Awaited<ReturnType<typeof stat>>;
  try {
    target = await realpath(path);
    status = await stat(target);
  } catch (error) {
    // Which kind of media a broken link without an extension would lead to nobody knows.
    const isForeign = /\.\w+$/.test(relativePath) && !isMedia;
    const reason = isMissing(error) ? "is a broken link" : `cannot be read: ${messageOf(error)}`;
    if (!isForeign) walk.odd.push(unreadable(relativePath, reason));
    return;
  }
  if (status.isDirectory()) {
    const isLoop = join(path, "").startsWith(join(target, "/"));
    if (walk.folders.has(target) || isLoop) {
      walk.odd.push({ relativePath, problem: "leads to a folder that is listed", skipped: false });
    } else await walkInside(target, relativePath, walk);
  } else if (status.isFile() && isMedia) {
    const first = walk.found.get(target);
    if (first === undefined) walk.found.set(target, relativePath);
    else walk.odd.push({ relativePath, problem: `leads to ${first}`, skipped: false });
  }
}

function unreadable(relativePath: string, problem: string): CorpusProblem {
  return { relativePath, problem, skipped: true, isUnreadable: true };
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(() => true, () => false);
}

function isMissing(error: unknown): boolean {
  return (error as { code?: string }).code === "ENOENT";
}

function messageOf(error: unknown): string {
  return (error as Error).message;
}

/** A path without the extension of a media file: "Angry/a.wav" gives "Angry/a". */
export function withoutExtension(path: string): string {
  const extension = Object.values(NAMES).find((name) => name.test(path));
  return extension ? path.replace(extension, "") : path;
}

/**
 * Names of the folders (and links to folders) directly in `folder`, sorted; [] where it is missing.
 */
export async function listFolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      if (entry.isDirectory || (entry.isSymlink && await isFolder(join(folder, entry.name)))) {
        names.push(entry.name);
      }
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
  return names.sort();
}

/** Names of the folders in `folder` whose name matches `pattern`. */
export async function listFoldersLike(folder: string, pattern: RegExp): Promise<string[]> {
  return (await listFolders(folder)).filter((name) => pattern.test(name));
}

/** What networks are shown. */
export type Medium = "picture" | "sound";

/** How files of the formats that are known begin; "?" stands for any byte. */
const BEGINNINGS: readonly [string, Medium][] = [
  ["\xff\xd8\xff", "picture"], // JPEG
  ["\x89PNG", "picture"],
  ["GIF8", "picture"],
  ["II*\0", "picture"], // TIFF, in both orders of bytes
  ["MM\0*", "picture"],
  ["RIFF????WEBP", "picture"],
  ["????ftypavi", "picture"], // AVIF
  ["????ftyphei", "picture"], // HEIC
  ["????ftyphev", "picture"],
  ["????ftypmif1", "picture"],
  ["????ftypmsf1", "picture"],
  ["????ftyp", "sound"], // M4A, behind the pictures that begin so
  ["BM????\0\0\0\0", "picture"], // BMP
  // Pictures that are not read: their reader says so.
  ["\xff\x0a", "picture"], // JPEG XL
  ["\0\0\0\x0cJXL ", "picture"],
  ["8BPS", "picture"], // Photoshop
  ["RIFF????WAVE", "sound"],
  ["fLaC", "sound"],
  ["FORM????AIF", "sound"],
  ["caff", "sound"],
  ["OggS", "sound"],
  ["ID3", "sound"],
  ["\xff\xfb", "sound"], // MP3 and AAC without tags
  ["\xff\xf3", "sound"],
  ["\xff\xf1", "sound"],
  ["\x1aE\xdf\xa3", "sound"], // WebM
];

/** Of pictures, also of formats that are not read: their reader says so. */
const PICTURE_NAME = new RegExp(`${NAMES.images.source}|\\.(jxl|psd|svg)$`, "i");

/** {@link fileMedium} of each path. */
export async function fileMedia(paths: readonly string[]): Promise<Map<string, Medium>> {
  const media = new Map<string, Medium>();
  // So many files open at once that no system's limit is met.
  await inParallel(paths, async (path) => void media.set(path, await fileMedium(path)));
  return media;
}

/**
 * The medium of the file at `path`. One that is missing or of no known format is what its name
 * says, and a sound where that is not clear: its reader reports what is wrong.
 */
export async function fileMedium(path: string): Promise<Medium> {
  const start = await firstBytes(path);
  const isLike = (beginning: string) =>
    beginning.length <= start.length &&
    [...beginning].every((character, at) => character === "?" || character === start[at]);
  const found = BEGINNINGS.find(([beginning]) => isLike(beginning));
  return found?.[1] ?? (PICTURE_NAME.test(path) ? "picture" : "sound");
}

async function firstBytes(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const start = new Uint8Array(12);
    const count = await file.read(start);
    return String.fromCharCode(...start.subarray(0, count ?? 0));
  } catch {
    return "";
  }
}

/**
 * The folder given by `--data`, else that of $DUYGU_DATA, else those of `./data` and, beside the
 * project, `../shared/data` that exist. Throws UserError where a folder that was requested is
 * missing.
 */
export async function dataRoots(given?: string): Promise<string[]> {
  const fromEnvironment = Deno.env.get("DUYGU_DATA");
  const asked = given || fromEnvironment;
  if (asked) {
    if (!(await isFolder(asked))) {
      // The command line passes the variable's value on as that of the option.
      const source = asked === fromEnvironment ? "$DUYGU_DATA" : "--data (or data in duygu.json)";
      throw new UserError(`Expected ${source} to name a folder, but found none at ${asked}`);
    }
    return [resolve(asked)];
  }
  const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const roots: string[] = [];
  for (const folder of [resolve("data"), beside]) if (await isFolder(folder)) roots.push(folder);
  return roots;
}
