/** How a network gets better as more of a speaker's clips are heard, without their labels. */
import { join } from "node:path";
import { createRandom } from "../base/random.ts";
import { argMax, mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { applyNormaliser, withSpeakers } from "../dsp/normalise.ts";
import { heldOutClips } from "./adapt_runs.ts";
import { featureRows, loadFeatures, type LoadOptions } from "./examples.ts";
import { openModel } from "./predict.ts";
import { readRun, refuseOtherData } from "./runs.ts";

/** How the curve is measured. */
interface HeardCurveOptions extends LoadOptions {
  /** So many clips that are heard, one point of the curve each. */
  counts: readonly number[];
  /** Times that clips are drawn; {@link HEARD_DRAWS} by default. */
  draws?: number;
  /** Fixes the draws; 1 by default. */
  seed?: number;
  /**
   * About so much of each speaker's clips, in whole texts, is never heard, and judged instead; see
   * heldOutClips. The heard clips themselves are judged if absent.
   */
  heldOut?: number;
  dataRoot?: string;
}

/** One point of the curve. */
export interface HeardPoint {
  /** Clips that are heard, the one that is judged among them. */
  heard: number;
  /** The mean over speakers and draws. */
  accuracy: number;
  /** Likewise the unweighted average recall, over the classes of all these clips. */
  uar: number;
  /** Accuracy of each speaker, the mean over draws. */
  speakers: Record<string, number>;
}

/** Draws where nobody says how many. */
export const HEARD_DRAWS = 20;

/**
 * The curve over the test speakers of `folders`, runs of one protocol that normalise by speaker.
 * Clips are drawn whatever their class and predicted together, as `predict --speaker-from` does;
 * for clips in a random order that is how rightly the last one of so many is predicted, as `predict
 * --online` does. One clip alone is an unknown speaker's.
 *
 * Throws a UserError for runs that know no speakers, for changed data, and where a speaker has
 * fewer clips than are to be heard.
 *
 * @example
 * ```ts
 * const curve = await heardCurve(["runs/…"], { counts: [1, 2, 5, 10, 20] });
 * ```
 */
export async function heardCurve(
  folders: readonly string[],
  { counts, draws = HEARD_DRAWS, seed = 1, heldOut: share, ...options }: HeardCurveOptions,
): Promise<HeardPoint[]> {
  const points = counts.map((heard) => ({
    heard,
    speakers: {} as Record<string, number>,
    recalls: [] as number[],
  }));
  for (const folder of folders) {
    const run = await readRun(folder);
    const { config: { corpus: id, features, pseudoLabelled } } = run;
    if (features?.normalisation !== "perSpeaker" || pseudoLabelled) {
      throw new UserError(`Expected ${folder} to normalise by speaker, but it knows no speakers`);
    }
    const corpus = await requireCorpus(id, options);
    await refuseOtherData(folder, corpus);
    const { test } = await readSplit(join(folder, "split.json"), corpus);
    const set = await loadFeatures(corpus, test, features, options);
    const { labels, speakers } = describe(corpus, test);
    const model = await openModel(run);
    try {
      for (const [speaker, all] of Map.groupBy(set.ids.keys(), (row) => speakers[row])) {
        const random = createRandom(seed, "heard", speaker);
        const kept = share === undefined
          ? new Set<string>()
          : heldOutClips(corpus, all.map((row) => set.ids[row]), { share, seed });
        const rows = all.filter((row) => !kept.has(set.ids[row]));
        const unheard = all.filter((row) => kept.has(set.ids[row]));
        for (const point of points) {
          if (point.heard > rows.length) {
            throw new UserError(
              `Expected at least ${point.heard} clips of ${speaker} to hear, but there are ` +
                `${rows.length}`,
            );
          }
          const right: number[] = [], clips: number[] = [];
          for (let draw = 0; draw < draws; draw++) {
            const heard = random.shuffle(rows).slice(0, point.heard);
            const own = [...heard, ...unheard];
            const part = featureRows(set, own);
            const known = heard.length > 1
              ? withSpeakers(run.normaliser, featureRows(set, heard), () => speaker)
              : run.normaliser;
            const { data, shape } = applyNormaliser(part, known, () => speaker);
            const output = await model.predict({
              ...{ ids: part.ids, labels: own.map((row) => labels[row]), data },
              ...{ speakers: own.map(() => speaker), sampleShape: shape.slice(1) },
              unheard: new Set(unheard.map((_, at) => heard.length + at)),
            }, { signal: options.signal });
            const classes = output.length / own.length;
            own.forEach((row, at) => {
              if (share !== undefined && at < heard.length) return;
              const found = [...output.subarray(at * classes, (at + 1) * classes)];
              const label = labels[row];
              clips[label] = (clips[label] ?? 0) + 1;
              const isRight = argMax(found) === label;
              right[label] = (right[label] ?? 0) + (isRight ? 1 : 0);
            });
          }
          const sum = right.reduce((sum, count) => sum + count, 0);
          point.speakers[speaker] = sum / clips.reduce((sum, count) => sum + count, 0);
          const recalls = Object.keys(clips).map((label) => right[+label] / clips[+label]);
          point.recalls.push(mean(recalls));
        }
      }
    } finally {
      model.dispose();
    }
  }
  return points.map(({ heard, speakers, recalls }) => {
    return { heard, accuracy: mean(Object.values(speakers)), uar: mean(recalls), speakers };
  });
}

/** Class and speaker of the clips `ids`. */
function describe({ clips, classes }: Corpus, ids: readonly string[]) {
  const known = new Map(clips.map((clip) => [clip.id, clip]));
  const own = ids.map((id) => known.get(id)!);
  return {
    labels: own.map(({ label }) => classes.indexOf(label)),
    speakers: own.map(({ speaker }) => speaker),
  };
}
