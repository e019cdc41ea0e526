/**
 * A new speaker's classes from how that speaker's clips lie, without labels: a Gaussian mixture
 * that starts where the training speakers' classes are.
 */
import { join } from "node:path";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { classGaussians, type MixtureConfig, viewOf } from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import type { Predictor } from "./predictor.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";

/** Classes as Gaussians of unit covariance. */
export interface SpeakerMixture {
  /** Columns of the view that are looked at. */
  columns: number[];
  /** [column, column], row-major, lower triangular: takes features to unit covariance. */
  whitening: Float32Array<ArrayBuffer>;
  /** [class, column], in whitened features. */
  means: Float32Array<ArrayBuffer>;
  /** So many clips of the training speakers' mean does the prior count as. */
  prior: number;
}

/** What of a clip has a label. */
interface LabelledRows {
  /** Row to class. */
  labels: ReadonlyMap<number, number>;
  /** A labelled clip counts as so many. */
  weight: number;
}

/** Of expectation and maximisation. */
const ROUNDS = 20;

/** The mixture that the rows of known speakers in `examples` teach; see fitDiscriminant. */
export function fitSpeakerMixture(
  examples: Examples,
  { classes, columns, config }: {
    classes: number;
    columns: readonly number[];
    config: MixtureConfig;
  },
): SpeakerMixture {
  const view = viewOf(examples, "unlabelled");
  const { means, factor } = classGaussians(examples, view, {
    ...{ classes, group: columns, shrinkage: config.shrinkage },
  });
  const size = columns.length;
  const whitening = invertLower(factor, size);
  const whitened = means.map((mean) => whiten(mean, whitening, size));
  return {
    columns: [...columns],
    whitening: Float32Array.from(whitening),
    means: Float32Array.from(whitened.flatMap((mean) => [...mean])),
    prior: config.prior,
  };
}

/** [size, size]; the inverse of a lower triangular matrix is one too. */
function invertLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / lower[column * size + column];
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let at = column; at < row; at++) {
        sum -= lower[row * size + at] * inverse[at * size + column];
      }
      inverse[row * size + column] = sum / lower[row * size + row];
    }
  }
  return inverse;
}

function whiten(values: ArrayLike<number>, whitening: ArrayLike<number>, size: number) {
  const out = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let at = 0; at <= row; at++) sum += whitening[row * size + at] * values[at];
    out[row] = sum;
  }
  return out;
}

/**
 * Probabilities of one speaker's clips, judged together: clips are shared out among the classes by
 * how near they are to the class means, these follow their clips as far as the prior lets them,
 * over and over (expectation and maximisation with MAP means, as Gauvain and Lee 1994 adapt speech
 * recognisers; covariance and equal class weights stay). With few clips hardly anything moves.
 * Labelled clips belong to their classes from the start.
 *
 * @param rows features of the view, the speaker's clips
 * @returns [row, class]
 */
export function askMixture(
  { columns, whitening, means, prior }: SpeakerMixture,
  rows: readonly ArrayLike<number>[],
  labelled?: LabelledRows,
): Float64Array {
  const size = columns.length;
  const classes = means.length / size;
  const clips = rows.map((row) => whiten(columns.map((column) => row[column]), whitening, size));
  const moved = Float64Array.from(means);
  const shares = new Float64Array(rows.length * classes);
  for (let round = 0;; round++) {
    const half = Array.from({ length: classes }, (_, label) => {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += moved[label * size + at] ** 2 / 2;
      return sum;
    });
    clips.forEach((clip, row) => {
      const known = labelled?.labels.get(row);
      const scores = half.map((value, label) => {
        if (known !== undefined) return label === known ? 0 : -Infinity;
        let sum = -value;
        for (let at = 0; at < size; at++) sum += clip[at] * moved[label * size + at];
        return sum;
      });
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const whole = weights.reduce((sum, weight) => sum + weight, 0);
      weights.forEach((weight, label) => shares[row * classes + label] = weight / whole);
    });
    if (round === ROUNDS) return shares;
    for (let label = 0; label < classes; label++) {
      let count = prior;
      const sum = Float64Array.from(
        means.subarray(label * size, (label + 1) * size),
        (value) => prior * value,
      );
      clips.forEach((clip, row) => {
        const weight = labelled?.labels.has(row) ? labelled.weight : 1;
        const share = weight * shares[row * classes + label];
        count += share;
        for (let at = 0; at < size; at++) sum[at] += share * clip[at];
      });
      for (let at = 0; at < size; at++) moved[label * size + at] = sum[at] / count;
    }
  }
}

/**
 * `predictor` with the mixture for examples of known speakers, each speaker's clips together; it is
 * predicted as before for unknown speakers.
 */
export function withMixture<P extends Pick<Predictor, "predict">>(
  predictor: P,
  mixture: SpeakerMixture | undefined,
): P {
  if (mixture === undefined) return predictor;
  return {
    ...predictor,
    predict: async (
      examples: Examples,
      batchSize?: number,
      onRows?: (count: number) => void,
    ) => {
      const output = await predictor.predict(examples, batchSize, onRows);
      if (examples.speakers === undefined) return output;
      const classes = output.length / examples.ids.length;
      const { rows, start, columns } = viewOf(examples, "unlabelled");
      const width = examples.data.length / examples.ids.length;
      const { speakers, data } = examples;
      for (const own of Map.groupBy(rows, (row) => speakers[row]).values()) {
        const clips = own.map((row) =>
          data.subarray(row * width + start, row * width + start + columns)
        );
        const found = askMixture(mixture, clips);
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

/** Writes {@link MIXTURE} into the run's folder. */
export async function writeMixture(
  folder: string,
  { columns, whitening, means, prior }: SpeakerMixture,
): Promise<void> {
  const size = columns.length;
  const tensors = new Map([
    ["columns", { shape: [size], values: Float32Array.from(columns) }],
    ["whitening", { shape: [size, size], values: whitening }],
    ["means", { shape: [means.length / size, size], values: means }],
    ["prior", { shape: [1], values: Float32Array.of(prior) }],
  ]);
  await writeFileWhole(join(folder, MIXTURE), encodeTensors({ tensors, metadata: {} }));
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
  const mixture = {
    ...{ columns: [...found("columns")], whitening: found("whitening"), means: found("means") },
    prior: found("prior")[0],
  };
  const size = mixture.columns.length;
  if (size === 0 || mixture.whitening.length !== size ** 2 || mixture.means.length % size !== 0) {
    throw new UserError(
      `Expected ${path} to hold a whitening of ${size} columns and means of as many`,
    );
  }
  return mixture;
}
