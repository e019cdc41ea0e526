/** In: a network's tensor and layers. Out: the tensor after all of them, one after another. */
import type { layers, SymbolicTensor } from "@tensorflow/tfjs-layers";

/**
 * What the last of `steps` makes of `value`; `value` itself where there are none.
 *
 * @example
 * ```ts
 * const pooled = applyLayers(input, layers.flatten(), layers.dense({ units: 4 }));
 * ```
 */
export function applyLayers(value: SymbolicTensor, ...steps: layers.Layer[]): SymbolicTensor {
  return steps.reduce((last, layer) => layer.apply(last) as SymbolicTensor, value);
}
