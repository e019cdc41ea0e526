/** In: a split and an audit of its pictures. Out: the split without what spoils training. */
import type { Split } from "../corpus.ts";
import type { ImageAudit } from "./audit_images.ts";

/** Why a picture was removed. */
export type RemovalReason = "copyInLaterPart" | "twoLabels" | "constant";

/** A picture that was removed. */
export interface Removal {
  id: string;
  part: "train" | "validation";
  /** The first that applies, in the order of {@link RemovalReason}. */
  reason: RemovalReason;
}

/** A cleaned split, and what it lacks. */
export interface CleanedSplit {
  split: Split;
  removed: Removal[];
}

/**
 * Removes from training every picture whose pixels are also in validation or test, and from
 * validation those also in test (`copyInLaterPart`); from both, all copies of a picture that is
 * under two labels anywhere in the corpus (`twoLabels`), and pictures that show nothing
 * (`constant`). Copies inside one part under one label stay. The test part is never changed, so
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
