import { dirname, join } from "node:path";
import { sizeText } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import type { Source, SourceEntry } from "./open_source.ts";

/** How much a source may hold; beyond it, it is taken for a trap. */
export interface StageLimits {
  maxBytes: number;
  maxFiles: number;
  /** Greatest ratio of unpacked to packed size, once more than `freeBytes` are unpacked. */
  maxRatio: number;
  freeBytes: number;
}

/** About twenty times the largest corpus that the papers use. */
export const defaultLimits: StageLimits = {
  maxBytes: 20 * 2 ** 30,
  maxFiles: 200_000,
  maxRatio: 100,
  freeBytes: 64 * 2 ** 20,
};

/** Recordings, pictures, tables, and what says under which terms they may be used. */
const WANTED = /\.(wav|flac|csv|jpe?g|png)$|(^|\/)(readme|licen[cs]e)[^/]*$/i;

/**
 * Writes the wanted files of `source` below `folder`. Throws UserError, naming `name`, for links,
 * for paths that are absolute or leave the folder, for a source beyond `limits`, by its claims or
 * in fact, and for a damaged archive. Returns how many files were written.
 */
export async function stageSource(
  source: Source,
  folder: string,
  { name, limits = defaultLimits }: { name: string; limits?: StageLimits },
): Promise<number> {
  const allowed = allowance(source, limits);
  let claimed = 0;
  let written = 0;
  let files = 0;
  try {
    for await (const entry of source.entries) {
      if (/(^|\/)(__MACOSX|\._[^/]*)(\/|$)/.test(entry.path)) continue;
      checkEntry(entry, name);
      claimed += entry.declaredBytes;
      if (++files > limits.maxFiles) {
        throw new UserError(`Expected ${name} to hold at most ${limits.maxFiles} files`);
      }
      if (claimed > allowed) throw tooLarge(name, allowed);
      if (entry.kind !== "file" || !WANTED.test(entry.path)) continue;
      const rest = { left: allowed - written, name, allowed };
      written += await writeEntry(entry, join(folder, entry.path), rest);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The disk's fault; what is wrong with an archive says its reader.
    throw new UserError(`Could not copy the files of ${name}: ${(error as Error).message}`);
  }
  return files;
}

function allowance({ sizeBytes }: Source, limits: StageLimits): number {
  if (sizeBytes === undefined) return limits.maxBytes;
  return Math.min(limits.maxBytes, Math.max(limits.freeBytes, limits.maxRatio * sizeBytes));
}

function checkEntry({ path, kind }: SourceEntry, name: string) {
  const parts = path.split(/[\\/]/);
  const leaves = parts.includes("..") || /^([\\/]|[a-z]:)/i.test(path) || path.includes("\0");
  if (leaves) {
    throw new UserError(`Expected the paths in ${name} to stay inside it, but found ${path}`);
  }
  if (kind === "link") {
    throw new UserError(`Expected ${name} to hold no links, but ${path} is one`);
  }
}

async function writeEntry(
  entry: SourceEntry,
  path: string,
  { left, name, allowed }: { left: number; name: string; allowed: number },
): Promise<number> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  let written = 0;
  for await (const chunk of await entry.content()) {
    written += chunk.length;
    if (written > left) throw tooLarge(name, allowed);
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  }
  return written;
}

function tooLarge(name: string, allowed: number): UserError {
  return new UserError(
    `Expected ${name} to unpack to at most ${sizeText(allowed)}, but it is larger`,
  );
}
