import { UserError } from "../base/user_error.ts";
import type { FrameSettings } from "./feature_config.ts";
import { decibelConstants, decibelModule } from "./kernels/decibels.ts";
import { fftModule } from "./kernels/fft.ts";
import { reserveMemory } from "./kernels/wasm_assembler.ts";

/** The part of a feature configuration that the transform needs. */
export type StftOptions = Pick<FrameSettings, "fftSize" | "hopSamples" | "window" | "centre">;

/** The part of a feature configuration that a spectrogram needs. */
export type SpectrogramOptions = StftOptions & Pick<FrameSettings, "scale" | "floorDb">;

/** A spectrogram of one clip. */
export interface Spectrogram {
  /** [frames, bins], row-major. */
  values: Float32Array;
  /** How many rows. */
  frames: number;
  /** How many numbers a frame has. */
  bins: number;
  /** What stands for silence, to pad with: 0, or the floor in decibels. */
  floor: number;
}

/**
 * Prepares the spectrogram of `options.scale`: "magnitude" |X|, "power" |X|², or "log", which is
 * 10 log10 |X|² in decibels relative to a magnitude of 1, raised where needed to `floorDb` below
 * the clip's peak, as `librosa.amplitude_to_db(abs(stft), ref=1, top_db=floorDb)` gives it.
 * The result is a function from samples to spectrogram, which keeps its tables from clip to clip.
 *
 * @example
 * ```ts
 * const spectrogram = createSpectrogram(defaultFeatures);
 * const { values, frames, bins } = spectrogram(samples);
 * ```
 */
export function createSpectrogram(
  options: SpectrogramOptions,
): (samples: Float32Array) => Spectrogram {
  const powerSpectra = createPowerSpectra(options);
  return (samples) => {
    const { values, frames, bins } = powerSpectra(samples);
    let floor = 0;
    if (options.scale === "magnitude") {
      for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
    } else if (options.scale === "log") {
      floor = powerToDecibels(values, options.floorDb);
    }
    return { values, frames, bins, floor };
  };
}

const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;
/** Two complex numbers side by side, in doubles. */
const ELEMENT_BYTES = 32;
/** Frames that go through one transform. */
const FRAMES_AT_ONCE = 4;

/** Power spectra of one clip. */
export interface PowerSpectra {
  /** |X|², [frames, bins], row-major. */
  values: Float32Array;
  /** How many windows there are. */
  frames: number;
  /** Half the window's length and one. */
  bins: number;
}

type Kernel = Record<"pack" | "quarter" | "half" | "power", (...parameters: number[]) => void>;

/** One pass of the FFT: its count of groups, its stride, and where its factors lie. */
interface Pass {
  count: number;
  strideBytes: number;
  factors: number;
}

/**
 * Prepares |X[t, k]|² of X[t, k] = Σ_n w[n] x[t * hop + n] exp(-2πi k n / fftSize), in doubles and
 * rounded to float32 at the end. In WebAssembly and four frames at a time, by Stockham's FFT (radix
 * 4, a last pass of radix 2 where needed): three times as fast as fft.js, the oracle of its tests.
 *
 * With `centre` "reflect" or "constant" the signal is first padded with fftSize / 2 mirrored
 * samples (without repeating the edge) or zeros at both ends, so that frame t is centred at sample
 * t * hop, as `librosa.stft(center=True, pad_mode=…)` does; "none" is `center=False`. Signals too
 * short to mirror (at most fftSize / 2 samples) are mirrored again and again, as numpy.pad does.
 *
 * @example
 * ```ts
 * const { values, frames, bins } = createPowerSpectra(defaultFeatures)(samples);
 * ```
 */
export function createPowerSpectra(options: StftOptions): (samples: Float32Array) => PowerSpectra {
  const { fftSize, hopSamples, centre } = options;
  const bins = fftSize / 2 + 1;
  const padding = centre === "none" ? 0 : fftSize / 2;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernel = new WebAssembly.Instance(fftModule(), { m: { m: memory } })
    .exports as unknown as Kernel;
  const tables = layOut(memory, options);
  const rowBytes = bins * FLOAT_BYTES;
  return (samples) => {
    const frames = countFrames(samples.length, options);
    const groups = Math.ceil(frames / FRAMES_AT_ONCE);
    // The last group may reach beyond the signal, and beyond the last row.
    const signalLength = Math.max(
      samples.length + 2 * padding,
      (groups * FRAMES_AT_ONCE - 1) * hopSamples + fftSize,
    );
    const rows = tables.end + Math.ceil(signalLength / 2) * 2 * FLOAT_BYTES;
    reserveMemory(memory, rows + groups * FRAMES_AT_ONCE * rowBytes);
    padSignal(samples, new Float32Array(memory.buffer, tables.end, signalLength), padding, centre);
    for (let group = 0; group < groups; group++) {
      const first = group * FRAMES_AT_ONCE;
      const signal = tables.end + first * hopSamples * FLOAT_BYTES;
      const windowEnd = tables.window + fftSize * DOUBLE_BYTES;
      kernel.pack(signal, hopSamples * FLOAT_BYTES, tables.window, windowEnd, tables.buffers[0]);
      const spectrum = transform(kernel, tables, fftSize);
      const mirror = spectrum + fftSize * ELEMENT_BYTES;
      new Uint8Array(memory.buffer).copyWithin(mirror, spectrum, spectrum + ELEMENT_BYTES);
      kernel.power(spectrum, mirror, bins, rows + first * rowBytes, rowBytes);
    }
    const values = new Float32Array(memory.buffer, rows, frames * bins).slice();
    return { values, frames, bins };
  };
}

/** Addresses of what stays in memory. */
interface Tables {
  /** Half the window, in doubles. */
  window: number;
  passes: Pass[];
  /** Two places for fftSize + 1 elements. */
  buffers: [number, number];
  /** Behind all that. */
  end: number;
}

/** Fills memory with window and factors, and leaves room for the buffers. */
function layOut(memory: WebAssembly.Memory, { fftSize, window }: StftOptions): Tables {
  const values = Array.from(createWindow(window, fftSize), (value) => value / 2);
  const passes: Pass[] = [];
  for (let n = fftSize, stride = 1; n >= 4; n /= 4, stride *= 4) {
    const factors = values.length * DOUBLE_BYTES;
    passes.push({ count: n / 4, strideBytes: stride * ELEMENT_BYTES, factors });
    for (let p = 0; p < n / 4; p++) {
      for (const power of [1, 2, 3]) {
        const angle = (-2 * Math.PI * power * p) / n;
        values.push(Math.cos(angle), Math.sin(angle));
      }
    }
  }
  const buffer = values.length * DOUBLE_BYTES;
  const bufferBytes = (fftSize + 1) * ELEMENT_BYTES;
  const end = buffer + 2 * bufferBytes;
  reserveMemory(memory, end);
  new Float64Array(memory.buffer).set(values);
  return { window: 0, passes, buffers: [buffer, buffer + bufferBytes], end };
}

/** Transforms what lies in the first buffer; returns where the spectrum lies. */
function transform(kernel: Kernel, { passes, buffers }: Tables, fftSize: number): number {
  const quarterBytes = (fftSize / 4) * ELEMENT_BYTES;
  let [from, to] = buffers;
  for (const { count, strideBytes, factors } of passes) {
    kernel.quarter(from, to, count, strideBytes, quarterBytes, factors);
    [from, to] = [to, from];
  }
  // Powers of four are done; twice a power of four leaves one pass of radix 2.
  if (4 ** passes.length === fftSize) return from;
  kernel.half(from, to, 2 * quarterBytes);
  return to;
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
export function createWindow(name: FrameSettings["window"], length: number): Float64Array {
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
  centre: FrameSettings["centre"],
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

/** Powers below this, −100 dB, count as silence: librosa's amin of 1e-5 for amplitudes. */
const LEAST_POWER = 1e-10;

const LANES = 4;
/** Memory begins with a vector for the peak or the floor, then constants, then the values. */
const VALUES_START = LANES * FLOAT_BYTES + decibelConstants.byteLength;

/**
 * Replaces each power p in `values`, finite and not negative, by 10 log10(max(p, 1e-10)) and raises
 * what lies more than `floorDb` decibels below the largest. Exact to two places of float32. Returns
 * the floor in decibels.
 *
 * @example
 * ```ts
 * const values = Float32Array.of(100, 1e-20);
 * powerToDecibels(values, 80); // -60, and values is [20, -60]
 * ```
 */
export function powerToDecibels(values: Float32Array, floorDb: number): number {
  const { memory, peak, decibels } = kernel ??= instantiate();
  const padded = Math.ceil(values.length / LANES) * LANES;
  const end = VALUES_START + padded * FLOAT_BYTES;
  reserveMemory(memory, end);
  const parameter = new Float32Array(memory.buffer, 0, LANES).fill(LEAST_POWER);
  const inside = new Float32Array(memory.buffer, VALUES_START, padded);
  inside.set(values);
  inside.fill(0, values.length);
  peak(VALUES_START, end, 0);
  const peakDb = 10 * Math.log10(Math.max(...parameter));
  const floor = Math.fround(Math.max(10 * Math.log10(LEAST_POWER), peakDb - floorDb));
  parameter.fill(floor);
  decibels(VALUES_START, end, 0);
  values.set(inside.subarray(0, values.length));
  return floor;
}

interface DecibelKernel {
  memory: WebAssembly.Memory;
  peak(from: number, end: number, largest: number): void;
  decibels(from: number, end: number, constants: number): void;
}

/** Shared by all callers of a thread, since each call fills it anew. */
let kernel: DecibelKernel | undefined;

function instantiate(): DecibelKernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).set(decibelConstants, LANES);
  const { exports } = new WebAssembly.Instance(decibelModule(), { m: { m: memory } });
  return { memory, ...exports } as unknown as DecibelKernel;
}

/**
 * y[n] = x[n] - coefficient * x[n-1], and y[0] = 3 x[0] - x[1], as `librosa.effects.preemphasis`
 * starts. A voice's spectrum falls by about 6 dB an octave; a coefficient of 0.97 takes that back.
 * `samples` stays as it is.
 *
 * @example
 * ```ts
 * const bright = preEmphasis(samples, 0.97);
 * ```
 */
export function preEmphasis(samples: Float32Array, coefficient: number): Float32Array {
  const out = new Float32Array(samples.length);
  if (samples.length === 0) return out;
  out[0] = 3 * samples[0] - (samples[1] ?? samples[0]);
  for (let n = 1; n < samples.length; n++) out[n] = samples[n] - coefficient * samples[n - 1];
  return out;
}
