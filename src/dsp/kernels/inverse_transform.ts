import * as wasm from "./wasm_assembler.ts";

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Floats of one vector. */
const LANES = 4;

/**
 * Prepares x[n] = (a[0] + Σ_k a[k] cos(2π k n / period) + b[k] sin(2π k n / period)) / divisor for n
 * below `samples` and k from 1 to `bins` - 1, where a + i b is `spectrum` [bins, 2]. In single
 * precision, each sum in the order of k, first the cosine's term, so that the result is the same
 * anywhere; what is returned holds until the next call.
 */
export function createInverseTransform(
  { samples, bins, period, divisor }: {
    samples: number;
    bins: number;
    period: number;
    divisor: number;
  },
): (spectrum: Float32Array) => Float32Array {
  const padded = Math.ceil(samples / LANES) * LANES;
  const out = 0;
  const coefficients = padded * BYTES;
  const tables = coefficients + Math.ceil(2 * bins / LANES) * LANES * BYTES;
  const memory = new WebAssembly.Memory({ initial: 1 });
  wasm.reserveMemory(memory, tables + 2 * (bins - 1) * padded * BYTES);
  const floats = new Float32Array(memory.buffer);
  let at = tables / BYTES;
  for (let bin = 1; bin < bins; bin++) {
    for (let start = 0; start < padded; start += LANES) {
      for (const turn of [Math.cos, Math.sin]) {
        for (let n = start; n < start + LANES; n++) {
          floats[at++] = turn((2 * Math.PI * bin * n) / period);
        }
      }
    }
  }
  compiled ??= wasm.assembleModule([accumulate()]);
  const kernel = new WebAssembly.Instance(compiled, { m: { m: memory } })
    .exports as unknown as { accumulate(...parameters: number[]): void };
  const result = floats.subarray(0, samples);
  return (spectrum) => {
    floats.set(spectrum.subarray(0, 2 * bins), coefficients / BYTES);
    result.fill(spectrum[0]);
    const first = coefficients + 2 * BYTES;
    kernel.accumulate(out, padded * BYTES, tables, first, coefficients + 2 * bins * BYTES);
    for (let n = 0; n < samples; n++) result[n] /= divisor;
    return result;
  };
}

let compiled: WebAssembly.Module | undefined;

/** accumulate(out, outEnd, table, spectrum, spectrumEnd): adds the terms of all bins. */
function accumulate(): wasm.WasmFunction {
  const { get, set, add, constant, increase, load } = wasm;
  const [out, outEnd, table, spectrum, spectrumEnd, place, re, im] = [0, 1, 2, 3, 4, 5, 6, 7];
  const vectorBytes = LANES * BYTES;
  const withCosine = wasm.addFloatVectors(
    load(get(place)),
    wasm.multiplyFloatVectors(get(re), load(get(table))),
  );
  const sum = wasm.addFloatVectors(
    withCosine,
    wasm.multiplyFloatVectors(get(im), load(get(table), vectorBytes)),
  );
  return {
    ...{ name: "accumulate", parameters: 5, integers: 1, vectors: 2 },
    body: wasm.repeatWhile(
      wasm.isBelow(get(spectrum), get(spectrumEnd)),
      set(re, wasm.loadFloatEverywhere(get(spectrum))),
      set(im, wasm.loadFloatEverywhere(add(get(spectrum), constant(BYTES)))),
      set(place, get(out)),
      wasm.repeatWhile(
        wasm.isBelow(get(place), get(outEnd)),
        wasm.store(get(place), sum),
        increase(table, constant(2 * vectorBytes)),
        increase(place, constant(vectorBytes)),
      ),
      increase(spectrum, constant(2 * BYTES)),
    ),
  };
}
