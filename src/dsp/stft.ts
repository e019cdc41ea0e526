import FFT from "fft.js";
import { UserError } from "../base/user_error.ts";
import type { FeatureConfig } from "./feature_config.ts";

/** The part of a feature configuration that the transform needs. */
export type StftOptions = Pick<FeatureConfig, "fftSize" | "hopSamples" | "window" | "centre">;

/**
 * Takes the spectrum of one frame: interleaved real and imaginary parts,
 * [2 * bins], valid only during the call.
 */
export type SpectrumSink = (frame: number, spectrum: Float64Array) => void;

/** A transform with its tables and buffers, made once and used for many clips. */
export interface Stft {
  /** fftSize / 2 + 1, from 0 Hz to half the sampling rate. */
  bins: number;
  /** How many frames a signal of `length` samples has; throws where it has none. */
  frameCount(length: number): number;
  /** Hands each frame's spectrum to `sink`, in order. Allocates only a padded copy if longer. */
  transform(samples: Float32Array, sink: SpectrumSink): void;
}

/**
 * Prepares the transform X[t, k] = Σ_n w[n] x[t * hop + n] exp(-2πi k n / fftSize).
 *
 * With `centre` "reflect" or "constant" the signal is first padded with fftSize / 2 mirrored
 * samples (without repeating the edge) or zeros at both ends, so that frame t is centred at sample
 * t * hop, as `librosa.stft(center=True, pad_mode=…)` does; "none" is `center=False`. Signals too
 * short to mirror (at most fftSize / 2 samples) are mirrored again and again, as numpy.pad does.
 *
 * Two neighbouring frames go through one complex FFT, as its real and its imaginary input; the
 * symmetry of real signals' spectra takes them apart. That is faster than fft.js's realTransform.
 *
 * @example
 * ```ts
 * const stft = createStft({ fftSize: 256, hopSamples: 128, window: "hann", centre: "reflect" });
 * stft.transform(samples, (frame, spectrum) => console.log(frame, spectrum[0]));
 * ```
 */
export function createStft(options: StftOptions): Stft {
  const { fftSize, hopSamples, centre } = options;
  const bins = fftSize / 2 + 1;
  const padding = centre === "none" ? 0 : fftSize / 2;
  const window = createWindow(options.window, fftSize);
  const fft = new FFT(fftSize);
  const packed = new Float64Array(2 * fftSize);
  const spectra = new Float64Array(2 * fftSize);
  const first = new Float64Array(2 * bins);
  const second = new Float64Array(2 * bins);
  let padded = new Float32Array(0);

  const frameCount = (length: number) => countFrames(length, options);

  function transform(samples: Float32Array, sink: SpectrumSink): void {
    const frames = frameCount(samples.length);
    // One hop more than the last frame needs: an odd last frame is paired with what follows.
    const needed = samples.length + 2 * padding + hopSamples;
    if (padded.length < needed) padded = new Float32Array(needed);
    padSignal(samples, padded, padding, centre);
    for (let frame = 0; frame < frames; frame += 2) {
      packFrames(padded, frame * hopSamples, hopSamples, window, packed);
      fft.transform(spectra, packed);
      separateSpectra(spectra, first, second);
      sink(frame, first);
      if (frame + 1 < frames) sink(frame + 1, second);
    }
  }
  return { bins, frameCount, transform };
}

/** A transform of a whole signal. */
export interface ComplexSpectrogram {
  /** Real and imaginary parts, [frames, bins, 2], row-major. */
  values: Float64Array;
  /** How many rows. */
  frames: number;
  /** fftSize / 2 + 1 frequencies, from 0 to half the sample rate. */
  bins: number;
}

/**
 * The transform of `samples` as a whole, as {@link createStft} computes it frame by frame. For many
 * clips take that: it keeps its tables.
 *
 * @example
 * ```ts
 * const { values, frames, bins } = stft(samples, defaultFeatures);
 * ```
 */
export function stft(samples: Float32Array, options: StftOptions): ComplexSpectrogram {
  const { bins, frameCount, transform } = createStft(options);
  const frames = frameCount(samples.length);
  const values = new Float64Array(frames * bins * 2);
  transform(samples, (frame, spectrum) => values.set(spectrum, frame * bins * 2));
  return { values, frames, bins };
}

/** Windows the frames at `start` and `start + hop` into real and imaginary parts. */
function packFrames(
  padded: Float32Array,
  start: number,
  hop: number,
  window: Float64Array,
  packed: Float64Array,
): void {
  for (let n = 0; n < window.length; n++) {
    packed[2 * n] = window[n] * padded[start + n];
    packed[2 * n + 1] = window[n] * padded[start + hop + n];
  }
}

/** For z = a + ib with real a, b: A[k] = (Z[k] + Z*[N-k]) / 2, B[k] = (Z[k] - Z*[N-k]) / 2i. */
function separateSpectra(both: Float64Array, first: Float64Array, second: Float64Array): void {
  const size = both.length;
  for (let k = 0; k < first.length; k += 2) {
    const mirror = (size - k) % size;
    const real = both[k], imaginary = both[k + 1];
    const mirroredReal = both[mirror], mirroredImaginary = both[mirror + 1];
    first[k] = (real + mirroredReal) / 2;
    first[k + 1] = (imaginary - mirroredImaginary) / 2;
    second[k] = (imaginary + mirroredImaginary) / 2;
    second[k + 1] = (mirroredReal - real) / 2;
  }
}

/** How many frames a signal of `length` samples has; throws a UserError where it has none. */
export function countFrames(
  length: number,
  { fftSize, hopSamples, centre }: Omit<StftOptions, "window">,
): number {
  const padding = centre === "none" ? 0 : fftSize;
  if (length === 0 || length + padding < fftSize) {
    throw new UserError(
      `Expected a signal of at least ${padding ? 1 : fftSize} samples at fftSize ${fftSize}, ` +
        `but found ${length}`,
    );
  }
  return 1 + Math.floor((length + padding - fftSize) / hopSamples);
}

/** Coefficients of the cosine sums, as scipy.signal.windows has them. */
const COSINE_SUMS = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  rectangular: [1],
};

/**
 * A window of `length` samples, periodic (period = length, as librosa and scipy's `fftbins=True`
 * take it for spectra, not the symmetric form for filter design). [length], unitless, peak 1.
 *
 * @example
 * ```ts
 * createWindow("hann", 4); // [0, 0.5, 1, 0.5]
 * ```
 */
export function createWindow(name: FeatureConfig["window"], length: number): Float64Array {
  const terms = COSINE_SUMS[name];
  return Float64Array.from({ length }, (_, n) => {
    const angle = (2 * Math.PI * n) / length;
    return terms.reduce((sum, a, k) => sum + (k % 2 ? -a : a) * Math.cos(k * angle), 0);
  });
}

/**
 * Copies `samples` into `padded` behind `padding` values and fills all the rest: with "reflect" the
 * `padding` values on both sides mirror the signal without repeating its edge (again and again
 * where it is shorter, as numpy.pad does); everything else is zero.
 */
export function padSignal(
  samples: Float32Array,
  padded: Float32Array,
  padding: number,
  centre: FeatureConfig["centre"],
): void {
  const length = samples.length;
  padded.fill(0, 0, padding);
  padded.set(samples, padding);
  padded.fill(0, padding + length);
  if (centre !== "reflect") return;
  // The mirrored signal has period 2 (length - 1); one sample alone repeats itself.
  const period = Math.max(1, 2 * (length - 1));
  const mirrored = (index: number) => {
    const folded = index % period;
    return samples[folded < length ? folded : period - folded];
  };
  for (let i = 1; i <= padding; i++) {
    padded[padding - i] = mirrored(i);
    padded[padding + length - 1 + i] = mirrored(length - 1 + i);
  }
}
