/** In: a corpus's root and how its names are read. Out: its listing. */
import { UserError } from "../../base/user_error.ts";
import type { ClipName, CorpusProblem, FileListing, NamedFile } from "../corpus_layout.ts";
import { listFiles, type MediaKind } from "../list_files.ts";

/**
 * What `readName` says of a file: its clip and perhaps a remark; or why it is no clip; or that it
 * belongs to the corpus but is not meant to be one.
 */
export type NameReading =
  | { clip: ClipName; remark?: string }
  | { refusal: string }
  | { ignored: true };

/**
 * Reads the name of every recording (or picture, by `kind`) below `root` (only below `folders`, where
 * given) with `readName`. Files that are no clip, second files of one id, and what {@link listFiles}
 * finds odd become problems. Ids are in Unicode's form NFC, whatever the system that wrote the names,
 * unless two files would then have the same.
 */
export async function listNamedFiles(
  root: string,
  readName: (relativePath: string) => NameReading,
  folders: string[] = [""],
  kind: MediaKind = "audio",
): Promise<FileListing> {
  const files = new Map<string, NamedFile>();
  const isInside = (path: string) =>
    folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`));
  const found = await listFiles(root, kind);
  const problems: CorpusProblem[] = found.oddities.filter((odd) => isInside(odd.relativePath));
  const names = new Set(found.files);
  for (const relativePath of found.files.filter(isInside)) {
    const reading = readName(relativePath);
    if ("ignored" in reading) continue;
    if ("refusal" in reading) {
      problems.push({ relativePath, problem: reading.refusal, skipped: true });
      continue;
    }
    const { clip, remark } = reading;
    const composed = relativePath.normalize("NFC");
    const isTaken = composed !== relativePath && names.has(composed);
    const id = isTaken ? clip.id : clip.id.normalize("NFC");
    const first = files.get(id);
    if (first) {
      const problem = `is the same clip as ${first.relativePath}`;
      problems.push({ relativePath, problem, skipped: true });
      continue;
    }
    files.set(id, { ...clip, id, relativePath });
    if (remark) problems.push({ relativePath, problem: remark, skipped: false });
  }
  const byId = [...files.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { kind, root, files: byId, problems };
}

/** So many refused files are named. */
const NAMED_AT_MOST = 3;

/**
 * Throws UserError where a listing has no clip: `what` should be there, such as "ANAD's segments",
 * and the files that were refused are named with the reason.
 */
export function requireClips({ root, files, problems }: FileListing, what: string): void {
  if (files.length) return;
  throw new UserError(`Expected ${root} to hold ${what}, but ${refusals(problems)}`);
}

/** "none is there", or why none of those that are there is a clip. */
export function refusals(problems: readonly CorpusProblem[]): string {
  const refused = problems.filter((problem) => problem.skipped);
  if (!refused.length) return "none is there";
  const named = refused.slice(0, NAMED_AT_MOST)
    .map(({ relativePath, problem }) => `${relativePath} ${problem}`);
  const more = refused.length - named.length;
  const count = refused.length === 1 ? "the only file" : `none of ${refused.length} files`;
  const verb = refused.length === 1 ? "cannot be used" : "can be used";
  return `${count} ${verb}: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
