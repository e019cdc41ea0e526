/** In: powers. Out: the same in decibels, with a floor below their peak. */
import { decibelConstants, decibelModule } from "./decibel_kernel.ts";
import { reserveMemory } from "./wasm_assembler.ts";

/** Powers below this, −100 dB, count as silence: librosa's amin of 1e-5 for amplitudes. */
const LEAST_POWER = 1e-10;

const LANES = 4;
const FLOAT_BYTES = 4;
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

interface Kernel {
  memory: WebAssembly.Memory;
  peak(from: number, end: number, largest: number): void;
  decibels(from: number, end: number, constants: number): void;
}

/** Shared by all callers of a thread, since each call fills it anew. */
let kernel: Kernel | undefined;

function instantiate(): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).set(decibelConstants, LANES);
  const { exports } = new WebAssembly.Instance(decibelModule(), { m: { m: memory } });
  return { memory, ...exports } as unknown as Kernel;
}
