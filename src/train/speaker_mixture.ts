/**
 * A new speaker's classes from how that speaker's clips lie, without labels: a Gaussian mixture
 * that starts where the training speakers' classes are.
 */
import { join } from "node:path";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import {
  type ClusterMatching,
  type ClusterOptions,
  clusterSpeaker,
  fitClusterMatching,
} from "./cluster_matching.ts";
import {
  type MixtureConfig,
  viewOf,
  type WhitenedClasses,
  whitenedClasses,
  whitenValues,
} from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import type { PredictOptions, Predictor } from "./predictor.ts";
import { decodeTensors, encodeTensors, type StoredTensor } from "./safetensors.ts";

/** A mixture of the classes. */
export interface SpeakerMixture extends WhitenedClasses {
  /** So many clips of the training speakers' mean does the prior count as. */
  prior: number;
  /** Of the first round, see {@link askMixture}; 1 if absent. */
  temperature?: number;
  /** Finds a speaker's clusters first; absent where the training speakers' are not to be trusted. */
  clusters?: ClusterMatching;
}

/** What of a clip has a label. */
interface LabelledRows {
  /** Row to class. */
  labels: ReadonlyMap<number, number>;
  /** A labelled clip counts as so many. */
  weight: number;
}

/**
 * A labelled clip counts as so many unlabelled ones. On inner speakers of TurEV-DB, with 10 of
 * them, 5 gave 0.821 and 20 gave 0.741.
 */
export const LABELLED_WEIGHT = 5;

/**
 * What the prior counts as once clusters are matched with classes: for that the training speakers'
 * means have done their work, and a class without clips needs no more. More draws whole clusters of
 * a hundred clips back to other speakers' classes.
 */
const MATCHED_PRIOR = 1;

/** Of expectation and maximisation. */
const ROUNDS = 20;
/** Over so many of the rounds the temperature falls to 1. */
const COOLING = 0.6;

/** What is fitted beside the examples. */
interface MixtureOptions {
  classes: number;
  columns: readonly number[];
  config: MixtureConfig;
  /** Where clusters are sought, see fitClusterMatching; nowhere if absent. */
  clusters?: Omit<ClusterOptions, "classes" | "leastPurity">;
}

/** The mixture that the rows of known speakers in `examples` teach; see fitDiscriminant. */
export function fitSpeakerMixture(
  examples: Examples,
  { classes, columns, config, clusters }: MixtureOptions,
): SpeakerMixture {
  const { shrinkage, prior, temperature, leastPurity } = config;
  const matching = clusters && leastPurity !== undefined
    ? fitClusterMatching(examples, { ...clusters, classes, leastPurity })
    : undefined;
  return {
    ...whitenedClasses(examples, { classes, columns, shrinkage }),
    prior,
    ...(temperature === undefined ? {} : { temperature }),
    ...(matching ? { clusters: matching } : {}),
  };
}

/**
 * Probabilities of one speaker's clips, judged together: clips are shared out among the classes by
 * how near they are to the class means, these follow their clips as far as the prior lets them,
 * over and over (expectation and maximisation with MAP means, as Gauvain and Lee 1994 adapt speech
 * recognisers; covariance and equal class weights stay). With few clips hardly anything moves.
 * Labelled clips belong to their classes from the start. With a temperature clips belong to several
 * classes at first, so that what the first few look like does not decide all (deterministic
 * annealing, Ueda and Nakano 1998). Where the mixture has clusters and there are enough clips, means
 * start from the clips of the matched clusters instead, see clusterSpeaker, and the prior counts as
 * one clip.
 *
 * @param rows features of the view, the speaker's clips
 * @returns [row, class]
 */
export function askMixture(
  mixture: SpeakerMixture,
  rows: readonly ArrayLike<number>[],
  labelled?: LabelledRows,
): Float64Array {
  return openMixture(mixture, rows)(labelled);
}

/**
 * {@link askMixture} of the same clips over and over, with other labelled ones each time; those that
 * are `unheard` move nothing.
 */
export function openMixture(
  { columns, whitening, means, prior: unmatched, temperature = 1, clusters }: SpeakerMixture,
  rows: readonly ArrayLike<number>[],
  unheard: ReadonlySet<number> = new Set(),
): (labelled?: LabelledRows) => Float64Array {
  const clips = rows.map((row) => whitenValues(columns.map((column) => row[column]), whitening));
  const heard = [...rows.keys()].filter((row) => !unheard.has(row));
  const match = clusters && clusterSpeaker(clusters, heard.map((row) => rows[row]));
  const prior = match ? MATCHED_PRIOR : unmatched;
  const size = columns.length;
  const classes = means.length / size;
  return (labelled) => {
    const moved = Float64Array.from(means);
    const shares = new Float64Array(rows.length * classes);
    const follow = () => {
      for (let label = 0; label < classes; label++) {
        let count = prior;
        const sum = Float64Array.from(
          means.subarray(label * size, (label + 1) * size),
          (value) => prior * value,
        );
        heard.forEach((row) => {
          const clip = clips[row];
          const weight = labelled?.labels.has(row) ? labelled.weight : 1;
          const share = weight * shares[row * classes + label];
          count += share;
          for (let at = 0; at < size; at++) sum[at] += share * clip[at];
        });
        for (let at = 0; at < size; at++) moved[label * size + at] = sum[at] / count;
      }
    };
    if (match) {
      const told = new Map(
        heard.flatMap((row, at) =>
          labelled?.labels.has(row) ? [[at, labelled.labels.get(row)!]] : []
        ),
      );
      match(told).forEach((label, at) => shares[heard[at] * classes + label] = 1);
      follow();
    }
    for (let round = 0;; round++) {
      const half = Array.from({ length: classes }, (_, label) => {
        let sum = 0;
        for (let at = 0; at < size; at++) sum += moved[label * size + at] ** 2 / 2;
        return sum;
      });
      const heat = match ? 1 : Math.max(1, temperature ** (1 - round / (COOLING * ROUNDS)));
      clips.forEach((clip, row) => {
        const known = labelled?.labels.get(row);
        const scores = half.map((value, label) => {
          if (known !== undefined) return label === known ? 0 : -Infinity;
          let sum = -value;
          for (let at = 0; at < size; at++) sum += clip[at] * moved[label * size + at];
          return sum;
        });
        const most = Math.max(...scores);
        const weights = scores.map((score) => Math.exp((score - most) / heat));
        const whole = weights.reduce((sum, weight) => sum + weight, 0);
        weights.forEach((weight, label) => shares[row * classes + label] = weight / whole);
      });
      if (round === ROUNDS) return shares;
      follow();
    }
  };
}

/**
 * `predictor` with the mixture for examples of known speakers, each speaker's clips together; it is
 * predicted as before for unknown speakers. Clips whose label is given draw the others.
 */
export function withMixture<P extends Pick<Predictor, "predict">>(
  predictor: P,
  mixture: SpeakerMixture | undefined,
): P {
  if (mixture === undefined) return predictor;
  return {
    ...predictor,
    predict: async (examples: Examples, options?: PredictOptions) => {
      const output = await predictor.predict(examples, options);
      if (examples.speakers === undefined) return output;
      const classes = output.length / examples.ids.length;
      const { rows, start, columns } = viewOf(examples, "unlabelled");
      const width = examples.data.length / examples.ids.length;
      const { speakers, data, given, unheard } = examples;
      for (const own of Map.groupBy(rows, (row) => speakers[row]).values()) {
        const clips = own.map((row) =>
          data.subarray(row * width + start, row * width + start + columns)
        );
        const labels = new Map(
          own.flatMap((row, at) => given?.has(row) ? [[at, given.get(row)!] as const] : []),
        );
        const onlyPredicted = new Set([...own.keys()].filter((at) => unheard?.has(own[at])));
        const ask = openMixture(mixture, clips, onlyPredicted);
        const found = ask({ labels, weight: LABELLED_WEIGHT });
        own.forEach((row, at) =>
          output.set(found.subarray(at * classes, (at + 1) * classes), row * classes)
        );
      }
      return output;
    },
  };
}

/** Where a run keeps its mixture. */
export const MIXTURE = "mixture.safetensors";

/** What the tensors of a mixture's clusters are called by. */
const CLUSTERS = "clusters/";
const CONTRAST = `${CLUSTERS}contrast`;

/** Writes {@link MIXTURE} into the run's folder. */
export async function writeMixture(
  folder: string,
  { prior, temperature, clusters, ...classes }: SpeakerMixture,
): Promise<void> {
  const numbers = {
    prior,
    ...(temperature === undefined ? {} : { temperature }),
    ...(clusters?.contrast === undefined ? {} : { [CONTRAST]: clusters.contrast }),
  };
  const tensors = new Map<string, StoredTensor>([
    ...classTensors(classes),
    ...Object.entries(numbers).map(([name, value]): [string, StoredTensor] => [
      name,
      { shape: [1], values: Float32Array.of(value) },
    ]),
    ...clusters ? classTensors(clusters, CLUSTERS) : [],
  ]);
  await writeFileWhole(join(folder, MIXTURE), encodeTensors({ tensors, metadata: {} }));
}

function classTensors(
  { columns, whitening, means }: WhitenedClasses,
  prefix = "",
): [string, StoredTensor][] {
  const size = columns.length;
  return [
    [`${prefix}columns`, { shape: [size], values: Float32Array.from(columns) }],
    [`${prefix}whitening`, { shape: [size, size], values: whitening }],
    [`${prefix}means`, { shape: [means.length / size, size], values: means }],
  ];
}

/** The run's mixture; undefined where it has none. Throws UserError where it is malformed. */
export async function readMixture(folder: string): Promise<SpeakerMixture | undefined> {
  const path = join(folder, MIXTURE);
  if (!pathExists(path)) return undefined;
  const { tensors } = decodeTensors(await Deno.readFile(path), path);
  const found = (name: string) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new UserError(`Expected ${path} to hold ${name}`);
    return Float32Array.from(tensor.values);
  };
  const classesOf = (prefix = ""): WhitenedClasses => {
    const [columns, whitening, means] = ["columns", "whitening", "means"]
      .map((name) => found(prefix + name));
    const size = columns.length;
    if (size === 0 || whitening.length !== size ** 2 || means.length % size !== 0) {
      throw new UserError(
        `Expected ${path} to hold a whitening of ${size} columns and means of as many`,
      );
    }
    return { columns: [...columns], whitening, means };
  };
  return {
    ...classesOf(),
    prior: found("prior")[0],
    ...(tensors.has("temperature") ? { temperature: found("temperature")[0] } : {}),
    ...(tensors.has(`${CLUSTERS}columns`)
      ? {
        clusters: {
          ...classesOf(CLUSTERS),
          ...(tensors.has(CONTRAST) ? { contrast: found(CONTRAST)[0] } : {}),
        },
      }
      : {}),
  };
}
