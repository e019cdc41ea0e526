/** In: a corpus's root and how its names are read. Out: its listing. */
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
 * Reads the name of every recording (or picture, by `kind`) below `root` (only below `folders`, where given) with
 * `readName`. Files that are no clip, and second files of one id, become problems.
 */
export async function listNamedFiles(
  root: string,
  readName: (relativePath: string) => NameReading,
  folders: string[] = [""],
  kind: MediaKind = "audio",
): Promise<FileListing> {
  const files = new Map<string, NamedFile>();
  const problems: CorpusProblem[] = [];
  for (const folder of folders) {
    const prefix = folder && `${folder}/`;
    for (const path of await listFiles(folder ? `${root}/${folder}` : root, kind)) {
      const relativePath = prefix + path;
      const reading = readName(relativePath);
      if ("ignored" in reading) continue;
      if ("refusal" in reading) {
        problems.push({ relativePath, problem: reading.refusal, skipped: true });
        continue;
      }
      const { clip, remark } = reading;
      const first = files.get(clip.id);
      if (first) {
        const problem = `is the same clip as ${first.relativePath}`;
        problems.push({ relativePath, problem, skipped: true });
        continue;
      }
      files.set(clip.id, { ...clip, relativePath });
      if (remark) problems.push({ relativePath, problem: remark, skipped: false });
    }
  }
  const byId = [...files.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { kind, root, files: byId, problems };
}
