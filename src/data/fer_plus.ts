/**
 * FER+: ten people's votes on each picture of FER2013 (Barsoum, Zhang, Canton Ferrer, Zhang,
 * “Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label Distribution”,
 * ICMI 2016, arXiv 1608.01041). Votes and the labels that follow from them.
 */
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import type { Clip, Corpus } from "./corpus.ts";
import { readCsv } from "./feature_table.ts";
import { withoutExtension } from "./files.ts";
import { tableRowId } from "./images/pixel_table.ts";

/** What could be voted for, in the order of fer2013new.csv; NF is "no face". */
export const ferPlusClasses = [
  "neutral",
  "happiness",
  "surprise",
  "sadness",
  "anger",
  "disgust",
  "fear",
  "contempt",
  "unknown",
  "NF",
] as const;

/** See {@link ferPlusClasses}. */
export type FerPlusClass = typeof ferPlusClasses[number];

/** The votes on one picture. */
interface FerPlusVotes {
  /** How many people chose each class. */
  votes: Record<FerPlusClass, number>;
  /** False where it is not certain that the votes belong to this picture. */
  isReliable: boolean;
}

/** FER2013's class of each emotion of FER+; it has none for contempt. */
const FER_CLASSES: Partial<Record<FerPlusClass, string>> = {
  neutral: "neutral",
  happiness: "happy",
  surprise: "surprise",
  sadness: "sad",
  anger: "angry",
  disgust: "disgust",
  fear: "fear",
};

/** Beside the folders, with a row a file; `pixel_exact` 0 marks unreliable rows. */
const FOLDERS_TABLE = "rows.csv";
/** Beside fer2013.csv, row by row the same pictures; the publication's own file. */
const PIXELS_TABLE = "fer2013new.csv";

/**
 * The votes by clip id, from rows.csv or, for FER2013 as a table, fer2013new.csv in its folder.
 * Undefined where there is no such file. Throws UserError where it is malformed.
 */
export async function readFerPlus(
  { root, clips }: Pick<Corpus, "root" | "clips">,
): Promise<Map<string, FerPlusVotes> | undefined> {
  const isTable = clips.some(({ path }) => /\.csv$/i.test(path));
  const path = join(root, isTable ? PIXELS_TABLE : FOLDERS_TABLE);
  if (!pathExists(path)) return undefined;
  const [header = [], ...rows] = await readCsv(path);
  const prefix = isTable ? "" : "ferplus_";
  const [fileAt, exactAt] = ["file", "pixel_exact"].map((name) => header.indexOf(name));
  const columns = ferPlusClasses.map((name) => columnOf(header, prefix + name, path));
  if (!isTable) columnOf(header, "file", path);
  return new Map(rows.map((cells, row) => {
    const id = isTable ? tableRowId(row) : withoutExtension(cells[fileAt]);
    const votes = ferPlusClasses.map((name, at) => [name, voteIn(cells[columns[at]], path, row)]);
    return [id, { votes: Object.fromEntries(votes), isReliable: cells[exactAt] !== "0" }];
  }));
}

/**
 * The class that most people chose, by the publication's rule “majority”: single votes are dropped
 * as outliers, and the rest must give more than half of its votes to one class. Undefined where
 * there is no such class, or where it is "unknown" or "NF".
 */
export function majorityLabel(votes: FerPlusVotes["votes"]): FerPlusClass | undefined {
  const kept = ferPlusClasses.map((name) => votes[name] > 1 ? votes[name] : 0);
  const most = Math.max(...kept);
  if (!(most > kept.reduce((sum, count) => sum + count, 0) / 2)) return undefined;
  const winner = ferPlusClasses[kept.indexOf(most)];
  return winner === "unknown" || winner === "NF" ? undefined : winner;
}

/**
 * The share of the votes that each of `classes` (FER2013's) has; single votes are dropped as
 * outliers. Undefined where these classes have no more than half of what is kept, as where most
 * chose contempt, "unknown" or "NF".
 */
export function voteShares(
  votes: FerPlusVotes["votes"],
  classes: readonly string[],
): number[] | undefined {
  const kept = ferPlusClasses.map((name) => votes[name] > 1 ? votes[name] : 0);
  const counts = classes.map((wanted) =>
    kept[ferPlusClasses.findIndex((name) => ferClassOf(name) === wanted)] ?? 0
  );
  const counted = counts.reduce((sum, count) => sum + count, 0);
  if (!(counted > kept.reduce((sum, count) => sum + count, 0) / 2)) return undefined;
  return counts.map((count) => count / counted);
}

/** FER2013's class for an emotion of FER+; undefined for contempt and what is no emotion. */
export function ferClassOf(label: FerPlusClass): string | undefined {
  return FER_CLASSES[label];
}

/**
 * FER+'s majority label of each of `clips` as FER2013's class. Left out are clips without votes,
 * with unreliable votes, without a majority, and contempt.
 */
export function ferPlusLabels(
  clips: readonly Pick<Clip, "id">[],
  votes: Map<string, FerPlusVotes>,
): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { id } of clips) {
    const found = votes.get(id);
    const winner = found?.isReliable ? majorityLabel(found.votes) : undefined;
    const label = winner && ferClassOf(winner);
    if (label) labels.set(id, label);
  }
  return labels;
}

function columnOf(header: string[], name: string, path: string): number {
  const at = header.indexOf(name);
  if (at >= 0) return at;
  throw new UserError(`Expected ${path} to have the column ${name}, but it does not`);
}

function voteIn(cell: string, path: string, row: number): number {
  if (/^\d+$/.test(cell)) return Number(cell);
  // Line 1 is the header.
  throw new UserError(
    `Expected line ${row + 2} of ${path} to have a number of votes, but found "${cell}"`,
  );
}
