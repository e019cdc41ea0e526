/** In: a description that threads can be sent. Out: a function that makes samples of rows. */
import type { Random } from "../../base/random.ts";
import { createSpectrogramAugmenter, type SpectrogramAxis } from "../../dsp/augment/spectrogram.ts";
import { createImageAugmenter } from "../../facecnn/augment_image.ts";
import type { Augmentation } from "../augmentation.ts";

/** Samples as they are stored, and how they are varied. */
export interface SampleSource {
  /** [row, ...sampleShape]; whole numbers mean 255ths. */
  data: Float32Array | Uint8Array;
  sampleShape: readonly number[];
  /** Undefined leaves the samples as they are. */
  augmentation?: Augmentation;
  /** What a spectrogram's columns stand for; those of a STFT where it is left out. */
  axis?: SpectrogramAxis;
}

/** Writes the sample of `row` to `out`; what is random in it comes from `random`. */
export type SampleMaker = (row: number, random: Random, out: Float32Array) => void;

/** Throws where the augmentation is for another kind of samples. */
export function createSampleMaker(source: SampleSource): SampleMaker {
  const { data, sampleShape, augmentation, axis } = source;
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const stored = (row: number) => data.subarray(row * size, (row + 1) * size);
  if (augmentation === undefined) {
    return (row, _random, out) => {
      out.set(stored(row));
      if (data instanceof Uint8Array) { for (let at = 0; at < size; at++) out[at] /= 255; }
    };
  }
  const [first, second] = sampleShape;
  if (augmentation.kind === "image") {
    if (!(data instanceof Uint8Array)) throw new Error("Expected images to augment");
    const augment = createImageAugmenter(first, augmentation.image);
    return (row, random, out) => augment(stored(row) as Uint8Array, random, out);
  }
  if (data instanceof Uint8Array) throw new Error("Expected spectrograms to augment");
  const augment = createSpectrogramAugmenter(first, second, augmentation.spectrogram, axis);
  return (row, random, out) => augment(stored(row) as Float32Array, random, out);
}
