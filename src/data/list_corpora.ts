/** In: the data roots. Out: every known corpus and what of it is on this machine. */
import type { CorpusKind } from "./corpus.ts";
import type { CorpusInfo, CorpusLayout } from "./corpus_layout.ts";
import { describedLayout } from "./corpora/described.ts";
import { listDescriptions } from "./descriptions.ts";
import { findCorpusRoot, type FindOptions } from "./find_corpus.ts";
import { builtInLayouts } from "./registry.ts";

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
  for (const layout of builtInLayouts) statuses.push(await statusOf(layout, options));
  for (const stored of await listDescriptions(options.dataRoot)) {
    statuses.push(
      "fault" in stored
        ? brokenStatus(stored)
        : await statusOf(describedLayout(stored.description), options),
    );
  }
  return statuses;
}

async function statusOf(layout: CorpusLayout, options: FindOptions): Promise<CorpusStatus> {
  const { info } = layout;
  const root = await findCorpusRoot(layout, options);
  const status: CorpusStatus = { info, root, kind: undefined, counts: {}, fault: "" };
  if (root === undefined) return status;
  try {
    const listing = await layout.list(root);
    status.kind = listing.kind;
    status.counts = countByClass("files" in listing ? listing.files : listing.rows, info.classes);
  } catch (error) {
    status.fault = (error as Error).message;
  }
  return status;
}

/** A corpus of which no more is known than that its description cannot be read. */
function brokenStatus({ id, fault }: { id: string; fault: string }): CorpusStatus {
  const unknown = { language: "unknown", reference: "", howToGet: "", officialFolder: "" };
  const info = { id, title: id, classes: [], ...unknown, synthetic: false };
  return { info, root: undefined, kind: undefined, counts: {}, fault };
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
