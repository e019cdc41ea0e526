/** In: the data roots. Out: every known corpus and what of it is on this machine. */
import type { CorpusKind } from "./corpus.ts";
import type { CorpusInfo } from "./corpus_layout.ts";
import { findCorpusRoot, type FindOptions } from "./find_corpus.ts";
import { allLayouts } from "./registry.ts";

/** One known corpus. */
export interface CorpusStatus {
  info: CorpusInfo;
  /** Where it was found; undefined where it is not on this machine. */
  root: string | undefined;
  /** Where it was found. */
  kind: CorpusKind | undefined;
  /** Clips of each class by their names alone: no file is opened. */
  counts: Record<string, number>;
  /** Why a found corpus cannot be used; "" where it can. */
  fault: string;
}

/** All built-in and described corpora; quick, for only names are read. */
export async function listCorpora(options: FindOptions = {}): Promise<CorpusStatus[]> {
  const statuses: CorpusStatus[] = [];
  for (const layout of await allLayouts(options.dataRoot)) {
    const { info } = layout;
    const root = await findCorpusRoot(layout, options);
    const status: CorpusStatus = { info, root, kind: undefined, counts: {}, fault: "" };
    statuses.push(status);
    if (root === undefined) continue;
    try {
      const listing = await layout.list(root);
      status.kind = listing.kind;
      status.counts = countByClass(
        "files" in listing ? listing.files : listing.rows,
        info.classes,
      );
    } catch (error) {
      status.fault = (error as Error).message;
    }
  }
  return statuses;
}

/** Number of clips of each class; 0 for a class without any. */
export function countByClass(
  clips: { label: string }[],
  classes: string[],
): Record<string, number> {
  const counts = Object.fromEntries(classes.map((name) => [name, 0]));
  for (const { label } of clips) counts[label]++;
  return counts;
}
