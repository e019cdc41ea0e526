import { startProgress } from "../base/progress.ts";
import { createRandom } from "../base/random.ts";
import type { SpectrogramAxis } from "../dsp/augment/spectrogram.ts";
import type { Examples } from "./examples.ts";
import { createSampleMaker } from "./make_batch.ts";
import type { Predictor } from "./predictor.ts";
import type { Augmentation, RunConfig } from "./run_config.ts";

/**
 * Test-time augmentation: the predictor, applied to each picture as it is and moved by `pixels`
 * towards each corner (an edge goes on where nothing moves in), the mean of the five; with mirror
 * images these are the ten crops of Krizhevsky et al. 2012 (section 4.1). As it is where `pixels`
 * is undefined.
 */
export function withTestTimeAugmentation<T extends Pick<Predictor, "predict">>(
  predictor: T,
  pixels: number | undefined,
): T {
  if (pixels === undefined) return predictor;
  const moves = MOVES.map(([down, right]) => [down * pixels, right * pixels]);
  return {
    ...predictor,
    predict: async (examples, options) => {
      let mean: Float32Array | undefined;
      for (const [down, right] of moves) {
        const moved = { ...examples, data: movedPictures(examples, down, right) };
        const probabilities = await predictor.predict(moved, options);
        mean ??= new Float32Array(probabilities.length);
        probabilities.forEach((value, at) => mean![at] += value / moves.length);
      }
      return mean!;
    },
  };
}

/** As it is, and to the four corners. */
const MOVES = [[0, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]] as const;

/** How often {@link withTestTimeAugmentation} predicts each picture. */
function testTimePasses(pixels: number | undefined): number {
  return pixels === undefined ? 1 : MOVES.length;
}

/**
 * The network of a run of `config`, as its test-time augmentation predicts, which shows how far it
 * is and stops at `signal`.
 */
export function withProgress(
  { predict }: Pick<Predictor, "predict">,
  { shifted }: Pick<RunConfig, "shifted">,
  { signal, ...shown }: { title: string; quiet?: boolean; signal?: AbortSignal },
): Pick<Predictor, "predict"> {
  const passes = testTimePasses(shifted);
  return {
    predict: async (examples, options) => {
      const progress = startProgress({ ...shown, total: examples.labels.length * passes });
      let done = 0;
      const onRows = (count: number) => progress.update(done += count);
      try {
        return await predict(examples, { ...options, signal, onRows });
      } finally {
        progress.stop();
      }
    },
  };
}

/** Pictures [row, height, width, channel], each moved; what is beyond an edge is like the edge. */
function movedPictures(
  { data, labels, sampleShape }: Examples,
  down: number,
  right: number,
): Examples["data"] {
  if (down === 0 && right === 0) return data;
  const [height, width, channels] = sampleShape;
  const moved = data.slice();
  const within = (place: number, length: number) => Math.max(0, Math.min(length - 1, place));
  for (let row = 0; row < labels.length; row++) {
    for (let y = 0; y < height; y++) {
      const from = (row * height + within(y - down, height)) * width;
      const to = (row * height + y) * width;
      for (let x = 0; x < width; x++) {
        const source = (from + within(x - right, width)) * channels;
        for (let channel = 0; channel < channels; channel++) {
          moved[(to + x) * channels + channel] = data[source + channel];
        }
      }
    }
  }
  return moved;
}

/** How examples are varied. */
interface VariationOptions {
  /** As in training. */
  augmentation: Augmentation;
  /** What a spectrogram's columns stand for. */
  axis?: SpectrogramAxis;
  /** Number of variants, the example itself among them; 1 or more. */
  variants: number;
  /** Fixes the variations. */
  seed: number;
}

/**
 * Test-time augmentation: probabilities [row, class], averaged over each example as it is and
 * `variants` - 1 variations of it, drawn as in training.
 *
 * @example
 * ```ts
 * const probabilities = await predictAugmented(model, test, { augmentation, variants: 8, seed: 1
 * });
 * ```
 */
export async function predictAugmented(
  model: Pick<Predictor, "predict">,
  examples: Examples,
  { augmentation, axis, variants, seed }: VariationOptions,
): Promise<Float32Array> {
  const { sampleShape } = examples;
  const makeSample = createSampleMaker({ data: examples.data, sampleShape, augmentation, axis });
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const mean = (await model.predict(examples)).map((value) => value / variants);
  for (let variant = 1; variant < variants; variant++) {
    const random = createRandom(seed, "variant", variant);
    const data = new Float32Array(examples.labels.length * size);
    for (let row = 0; row < examples.labels.length; row++) {
      makeSample(row, random, data.subarray(row * size, (row + 1) * size));
    }
    const probabilities = await model.predict({ ...examples, data });
    probabilities.forEach((value, at) => mean[at] += value / variants);
  }
  return mean;
}
