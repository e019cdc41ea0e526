/**
 * The six modules that EmotionUnet (paper S, section 2.4 and figure 1) and its relatives begin with:
 * Conv1D and batch normalisation, three on a contracting and three on an expansive path with links
 * between them.
 *
 * In: features [batch, time, freq]. Out: [batch, time, filter].
 */
import { type initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation } from "../engine/batch_normalisation.ts";
import { convolution1dRelu } from "../engine/convolution.ts";
import { upSampling1d } from "./up_sampling_1d.ts";

const filters = z.int().min(1).max(4096);

/** Checks {@link UnetFilters}. */
export const unetFiltersSchema = z.tuple([filters, filters, filters, filters, filters, filters]);

/** @internal */
type UnetFiltersShape = z.infer<typeof unetFiltersSchema>;
/** Filters of CNN-1 to CNN-6. */
export type UnetFilters = UnetFiltersShape;

/** How the path is built. */
export interface UnetPathOptions {
  filters: UnetFilters;
  /** Makes the initialiser of the next kernel. */
  initialise: () => ReturnType<typeof initializers.glorotUniform>;
  /** How much of the moving statistics a step keeps; Keras's 0.99 by default. */
  momentum?: number;
}

const CONTRACTING_KERNEL = 7;
const EXPANSIVE_KERNEL = 5;

/** Applies the modules to `input`. Throws where its frames are not divisible by 8. */
export function unetPath(
  input: SymbolicTensor,
  { filters, initialise, momentum }: UnetPathOptions,
): SymbolicTensor {
  const frames = input.shape[1]!;
  if (frames % 8 !== 0) {
    // Three poolings by 2.
    throw new Error(`Expected frames to be divisible by 8, but found ${frames}`);
  }
  const module = (value: SymbolicTensor, index: number, kernelSize: number) => {
    const filtered = convolution1dRelu({
      name: `cnn${index + 1}`,
      filters: filters[index],
      kernelSize,
      kernelInitializer: initialise(),
    }).apply(value);
    return batchNormalisation({ name: `norm${index + 1}`, momentum })
      .apply(filtered) as SymbolicTensor;
  };
  const links: SymbolicTensor[] = [];
  let path = input;
  for (let index = 0; index < 3; index++) {
    links.push(module(path, index, CONTRACTING_KERNEL));
    path = layers.averagePooling1d({ poolSize: 2, name: `pool${index + 1}` })
      .apply(links[index]) as SymbolicTensor;
  }
  for (let index = 3; index < 6; index++) {
    const wide = upSampling1d({ size: 2, name: `up${index + 1}` }).apply(path) as SymbolicTensor;
    const linked = layers.concatenate({ name: `link${index + 1}` })
      .apply([wide, links[5 - index]]) as SymbolicTensor;
    path = module(linked, index, EXPANSIVE_KERNEL);
  }
  return path;
}
