/** Labels for clips that have none: the most confident predictions of networks. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists, sha256, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import type { Examples } from "./examples.ts";
import type { Predictions } from "./predictions.ts";

/** Checks {@link PseudoLabelled}. */
export const pseudoLabelledSchema = z.object({
  /** SHA-256 over what the teachers say of the clips; see {@link predictionsHash}. */
  from: z.string().regex(/^[0-9a-f]{64}$/, "Expected a SHA-256"),
  /** This share of the clips of each predicted class is taken, the most confident ones. */
  share: z.number().gt(0).max(1),
  /** Each of them counts as so many labelled clips. */
  repeats: z.int().min(1).max(1000),
  /** So great a share of the test set is kept from adaptation; none if absent. */
  heldOut: z.number().gt(0).lt(1).optional(),
}).strict();

/** @internal */
type PseudoLabelledShape = z.infer<typeof pseudoLabelledSchema>;
/** How a run learns from unlabelled clips. */
type PseudoLabelled = PseudoLabelledShape;

/** What teachers say of unlabelled clips; their actual classes are not part of it. */
export type TeacherPredictions = Pick<Predictions, "ids" | "classes" | "probabilities">;

/** Clips with their pseudo-labels. */
interface PseudoLabels {
  ids: string[];
  /** Class numbers. */
  labels: number[];
}

/** Hash of the teachers' predictions, so that a configuration names what it learns from. */
export function predictionsHash({ ids, classes, probabilities }: TeacherPredictions): string {
  return sha256(JSON.stringify([ids, classes, [...probabilities]]));
}

/**
 * Pseudo-labels (Lee 2013, "Pseudo-Label"), balanced by class (Zou et al. 2018, arXiv 1810.07911,
 * section 4.3): of the clips predicted as class k the most confident `share`, rounded up, for each
 * k. A common threshold would take the easy classes alone.
 *
 * @example
 * ```ts
 * const { ids, labels } = pseudoLabels(await readPredictions("runs/…"), 0.5);
 * ```
 */
export function pseudoLabels(
  { ids, classes, probabilities }: TeacherPredictions,
  share: number,
): PseudoLabels {
  const width = classes.length;
  const certainty = (row: number) => Math.max(...ofRow(row));
  const ofRow = (row: number) => [...probabilities.subarray(row * width, (row + 1) * width)];
  const likeliest = ids.map((_, row) => ofRow(row).indexOf(certainty(row)));
  const taken = classes.flatMap((_, label) => {
    const rows = [...ids.keys()].filter((row) => likeliest[row] === label);
    rows.sort((a, b) => certainty(b) - certainty(a));
    return rows.slice(0, Math.ceil(share * rows.length));
  }).sort((a, b) => a - b);
  return { ids: taken.map((row) => ids[row]), labels: taken.map((row) => likeliest[row]) };
}

/** `train` and behind it the clips of `unlabelled` that have a pseudo-label, `repeats` times. */
export function withPseudoLabelled(
  train: Examples,
  unlabelled: Examples,
  { ids, labels }: PseudoLabels,
  repeats: number,
): Examples {
  const size = train.sampleShape.reduce((product, length) => product * length, 1);
  const rows = new Map(unlabelled.ids.map((id, row) => [id, row]));
  const again = Array.from({ length: repeats }, () => ids.map((id) => rows.get(id)!)).flat();
  const data = new Float32Array((train.ids.length + again.length) * size);
  data.set(train.data);
  again.forEach((row, place) =>
    data.set(
      unlabelled.data.subarray(row * size, (row + 1) * size),
      (train.ids.length + place) * size,
    )
  );
  return {
    ids: [...train.ids, ...again.map((row) => unlabelled.ids[row])],
    labels: [...train.labels, ...Array.from({ length: repeats }, () => labels).flat()],
    ...(train.speakers && unlabelled.speakers
      ? { speakers: [...train.speakers, ...again.map((row) => unlabelled.speakers![row])] }
      : {}),
    data,
    sampleShape: train.sampleShape,
  };
}

/** Where a run keeps its pseudo-labels. */
export const PSEUDO_LABELS = "pseudo_labels.json";
const fileSchema = z.object({
  from: z.string(),
  ids: z.array(z.string()),
  labels: z.array(z.int().min(0)),
}).strict();

/**
 * The pseudo-labels of the run in `folder`: those that it keeps, or, when it begins, those that
 * follow from `teacher`, which are kept then. Throws UserError where there is no teacher, or
 * another one than the configuration names.
 */
export async function keptPseudoLabels(
  folder: string,
  { from, share }: PseudoLabelled,
  teacher?: TeacherPredictions,
): Promise<PseudoLabels> {
  const path = join(folder, PSEUDO_LABELS);
  if (pathExists(path)) {
    const { ids, labels, ...kept } = await readJson(path, fileSchema);
    if (kept.from === from) return { ids, labels };
  }
  if (teacher === undefined || predictionsHash(teacher) !== from) {
    throw new UserError(
      `Expected the predictions that the run ${folder} learns from (SHA-256 ${from}); ` +
        "`duygu adapt` makes such runs from the runs that teach them",
    );
  }
  await writeFileWhole(path, pseudoLabelsText({ from, share }, teacher));
  return pseudoLabels(teacher, share);
}

/** The file of the pseudo-labels that follow from `teacher`. */
export function pseudoLabelsText(
  { from, share }: Pick<PseudoLabelled, "from" | "share">,
  teacher: TeacherPredictions,
): string {
  return JSON.stringify({ from, ...pseudoLabels(teacher, share) }, null, 1) + "\n";
}
