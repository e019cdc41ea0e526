/** In: a network and examples. Out: the mean of what it says of each and of variations of it. */
import { createRandom } from "../base/random.ts";
import type { SpectrogramAxis } from "../dsp/augment/spectrogram.ts";
import type { Augmentation } from "./augmentation.ts";
import type { Examples } from "./examples.ts";
import { createSampleMaker } from "./feed/sample_maker.ts";
import type { Predictor } from "./predictor.ts";

/** How examples are varied. */
export interface VariationOptions {
  /** As in training. */
  augmentation: Augmentation;
  /** What a spectrogram's columns stand for. */
  axis?: SpectrogramAxis;
  /** How many are asked about, the example itself among them; 1 or more. */
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
 * const probabilities = await predictVaried(model, test, { augmentation, variants: 8, seed: 1 });
 * ```
 */
export async function predictVaried(
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
