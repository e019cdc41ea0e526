/** In: a corpus's layout and root. Out: the corpus with all its clips, and what is odd about it. */
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { indexClips, type IndexOptions } from "./clip_index.ts";
import type { Clip, Corpus } from "./corpus.ts";
import type { CorpusLayout, CorpusProblem, FileListing, TableListing } from "./corpus_layout.ts";

/** A corpus and what its folder holds besides. */
export interface LoadedCorpus {
  corpus: Corpus;
  problems: CorpusProblem[];
}

/**
 * Reads names (the layout's part) and contents (the index's part) of the corpus in `root`. Files
 * that cannot be used are left out and named in `problems`. Throws UserError where none is left.
 */
export async function loadCorpus(
  layout: CorpusLayout,
  root: string,
  options: Pick<IndexOptions, "quiet" | "recheck"> = {},
): Promise<LoadedCorpus> {
  const listing = await layout.list(root);
  const { id, title, classes, synthetic } = layout.info;
  const problems = [...listing.problems];
  const clips = "files" in listing
    ? await fileClips(listing, problems, options)
    : rowClips(listing);
  if (!clips.length) {
    const first = problems[0] ? `: ${problems[0].relativePath} ${problems[0].problem}` : "";
    throw new UserError(`Expected ${root} to hold clips of ${title}, but found none${first}`);
  }
  const kind = listing.kind;
  return { corpus: { id, title, classes, clips, kind, synthetic, root }, problems };
}

async function fileClips(
  { kind, root, files }: FileListing,
  problems: CorpusProblem[],
  options: Pick<IndexOptions, "quiet" | "recheck">,
): Promise<Clip[]> {
  const paths = files.map((file) => file.relativePath);
  const index = await indexClips(root, paths, { kind, ...options });
  const clips: Clip[] = [];
  for (const { relativePath, ...name } of files) {
    const { sha256, durationS, sampleRateHz, fault } = index.get(relativePath)!;
    if (fault) {
      const problem = `cannot be read: ${fault}`;
      problems.push({ relativePath, problem, skipped: true, isUnreadable: true });
    } else {
      const path = join(root, relativePath);
      clips.push({ ...name, part: name.part ?? "", path, sha256, durationS, sampleRateHz });
    }
  }
  return clips;
}

function rowClips({ table, rows }: TableListing): Clip[] {
  return rows.map((row) => ({
    ...row,
    part: row.part ?? "",
    path: table,
    durationS: 0,
    sampleRateHz: 0,
  }));
}
