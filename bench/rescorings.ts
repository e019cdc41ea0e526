import type { Corpus } from "../src/data/corpus.ts";
import { ferPlusLabels, readFerPlus } from "../src/data/fer_plus.ts";
import { auditImages } from "../src/data/images/audit_images.ts";
import type { Predictions } from "../src/train/predictions.ts";

/** Other labels, or fewer clips. */
export interface Rescoring {
  /** What follows the network's name in tables, such as ", FER+ labels". */
  suffix: string;
  /** The label of each clip that counts, by id. */
  labels: Map<string, string>;
}

/**
 * For pictures: without those that have a copy in another official part or under another label, or
 * that show nothing; for FER2013 also by the labels of FER+'s voters, where the votes are there.
 */
export async function rescorings(corpus: Corpus, quiet?: boolean): Promise<Rescoring[]> {
  if (corpus.kind !== "images" || corpus.synthetic) return [];
  const found = [{ suffix: ", no copies", labels: await labelsWithoutCopies(corpus, quiet) }];
  const votes = corpus.id === "fer2013" ? await readFerPlus(corpus) : undefined;
  if (votes) found.push({ suffix: ", FER+ labels", labels: ferPlusLabels(corpus.clips, votes) });
  return found;
}

async function labelsWithoutCopies(corpus: Corpus, quiet?: boolean): Promise<Map<string, string>> {
  const { copies, constant } = await auditImages(corpus, { quiet });
  const doubtful = new Set([
    ...constant,
    ...copies.filter(({ parts, labels }) => parts.length > 1 || labels.length > 1)
      .flatMap(({ ids }) => ids),
  ]);
  return new Map(
    corpus.clips.flatMap(({ id, label }) => doubtful.has(id) ? [] : [[id, label] as const]),
  );
}

/** The predictions of those test clips that `labels` holds, with these labels. */
export function rescored(
  { ids, classes, probabilities }: Predictions,
  { labels }: Pick<Rescoring, "labels">,
): Predictions {
  const width = classes.length;
  const rows = ids.flatMap((id, row) => labels.has(id) ? [row] : []);
  return {
    ids: rows.map((row) => ids[row]),
    classes,
    labels: rows.map((row) => classes.indexOf(labels.get(ids[row])!)),
    probabilities: Float64Array.from(
      rows.flatMap((row) => [...probabilities.subarray(row * width, (row + 1) * width)]),
    ),
  };
}
