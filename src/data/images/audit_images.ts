import { sha256 } from "../../base/files.ts";
import type { Clip, Corpus, OfficialPart, Split } from "../corpus.ts";
import { loadImages, type LoadImagesOptions } from "./load_images.ts";

/** Pictures with the same pixels. */
interface CopyGroup {
  /** Two or more clips' ids, sorted. */
  ids: string[];
  /** The different classes they are in, sorted. */
  labels: string[];
  /** The different official sets they are in, sorted. */
  parts: OfficialPart[];
}

/** What an audit found. */
interface ImageAudit {
  /** How many pictures were looked at. */
  images: number;
  /** Sorted by their first id. */
  copies: CopyGroup[];
  /** Ids of pictures that show nothing: see {@link CONSTANT_DEVIATION}. */
  constant: string[];
}

/** An {@link ImageAudit} in numbers. */
export interface ImageAuditCounts {
  /** Pictures that repeat another one: all but one of each group. */
  redundant: number;
  copyGroups: number;
  /** Groups in more than one official part. */
  acrossParts: number;
  /** Groups in training and in validation or test. */
  trainAndOther: number;
  /** Groups under more than one class, and the pictures in them. */
  twoLabelGroups: number;
  twoLabelImages: number;
  constant: number;
}

/** A picture whose grey values deviate less than this from their mean (of 0 to 255) is constant. */
const CONSTANT_DEVIATION = 1;

/**
 * Compares all pictures of `corpus` by their decoded pixels, scaled to `size` (48 by default), so
 * that copies are found whatever their files are called and however they are compressed.
 * Throws as {@link loadImages} does.
 *
 * @example
 * ```ts
 * const { copies } = await auditImages(await requireCorpus("fer2013"));
 * ```
 */
export async function auditImages(
  corpus: Pick<Corpus, "clips">,
  options: LoadImagesOptions = {},
): Promise<ImageAudit> {
  const { pixels, size } = await loadImages(corpus.clips, options);
  const area = size * size;
  const byPixels = new Map<string, Clip[]>();
  const constant: string[] = [];
  for (const [at, clip] of corpus.clips.entries()) {
    const picture = pixels.subarray(at * area, (at + 1) * area);
    const hash = sha256(picture);
    const same = byPixels.get(hash);
    if (same) same.push(clip);
    else byPixels.set(hash, [clip]);
    if (deviation(picture) < CONSTANT_DEVIATION) constant.push(clip.id);
  }
  const copies = [...byPixels.values()].filter((same) => same.length > 1).map((same) => ({
    ids: same.map((clip) => clip.id).sort(),
    labels: distinct(same.map((clip) => clip.label)),
    parts: distinct(same.map((clip) => clip.part)),
  }));
  copies.sort((a, b) => (a.ids[0] < b.ids[0] ? -1 : 1));
  return { images: corpus.clips.length, copies, constant: constant.sort() };
}

/** Counts what `audit` found. */
export function countAudit({ copies, constant }: ImageAudit): ImageAuditCounts {
  const total = (groups: CopyGroup[]) => groups.reduce((sum, { ids }) => sum + ids.length, 0);
  const twoLabels = copies.filter(({ labels }) => labels.length > 1);
  const acrossParts = copies.filter(({ parts }) => parts.length > 1);
  return {
    redundant: total(copies) - copies.length,
    copyGroups: copies.length,
    acrossParts: acrossParts.length,
    trainAndOther: acrossParts.filter(({ parts }) => parts.includes("train")).length,
    twoLabelGroups: twoLabels.length,
    twoLabelImages: total(twoLabels),
    constant: constant.length,
  };
}

function deviation(values: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  // Whole numbers below 2^53 are summed, so nothing is lost before the difference.
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

function distinct<T extends string>(items: T[]): T[] {
  return [...new Set(items)].sort();
}

/** Why a picture was removed. */
type RemovalReason = "copyInLaterPart" | "twoLabels" | "constant";

/** A picture that was removed. */
interface Removal {
  id: string;
  part: "train" | "validation";
  /** The first that applies, in the order of {@link RemovalReason}. */
  reason: RemovalReason;
}

/** A cleaned split, and what it lacks. */
interface CleanedSplit {
  split: Split;
  removed: Removal[];
}

/**
 * Removes from training every picture whose pixels are also in validation or test, and from
 * validation those also in test (`copyInLaterPart`); from both, all copies of a picture that is
 * under two labels anywhere in the corpus (`twoLabels`), and pictures that show nothing
 * (`constant`). Copies inside one part under one label stay. The test set is never changed, so
 * that figures stay comparable with the literature's.
 */
export function cleanSplit(split: Split, { copies, constant }: ImageAudit): CleanedSplit {
  const groups = new Map(copies.flatMap((group) => group.ids.map((id) => [id, group])));
  const empty = new Set(constant);
  const [inTest, inValidation] = [new Set(split.test), new Set(split.validation)];
  const removed: Removal[] = [];
  const reasonFor = (id: string, later: Set<string>[]): RemovalReason | undefined => {
    const group = groups.get(id);
    if (group?.ids.some((copy) => later.some((part) => part.has(copy)))) return "copyInLaterPart";
    if (group && group.labels.length > 1) return "twoLabels";
    return empty.has(id) ? "constant" : undefined;
  };
  const cleaned = (part: Removal["part"], later: Set<string>[]) =>
    split[part].filter((id) => {
      const reason = reasonFor(id, later);
      if (reason) removed.push({ id, part, reason });
      return !reason;
    });
  const train = cleaned("train", [inValidation, inTest]);
  const validation = cleaned("validation", [inTest]);
  return { split: { ...split, train, validation }, removed };
}
