/** In: a corpus of pictures. Out: what is doubtful about it: copies, contradictions, empty pictures. */
import { sha256 } from "../../base/files.ts";
import type { Clip, Corpus, OfficialPart } from "../corpus.ts";
import { loadImages, type LoadImagesOptions } from "./load_images.ts";

/** Pictures with the same pixels. */
export interface CopyGroup {
  /** Two or more clips' ids, sorted. */
  ids: string[];
  /** The different classes they are in, sorted. */
  labels: string[];
  /** The different official parts they are in, sorted. */
  parts: OfficialPart[];
}

/** What an audit found. */
export interface ImageAudit {
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
