/**
 * Residual stages of basic blocks: two 3 x 3 convolutions (He et al. 2016, arXiv 1512.03385, figure
 * 2) with pooled shortcuts (He et al. 2019, arXiv 1812.01187, ResNet-D).
 *
 * In: a tensor [batch, height, width, channel]. Out: the tensor after all stages, each of which
 * halves height and width.
 */
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation, RECENT_MOMENTUM } from "./batch_normalisation.ts";
import { applyLayers } from "./layers.ts";

/** Filters and number of blocks of each stage. */
export const residualStagesSchema = z.array(
  z.object({ filters: z.int().min(1).max(2048), blocks: z.int().min(1).max(16) }).strict(),
).min(1).max(5);

/** A convolution's shape, and where its weights (He normal) are drawn from. */
interface ConvolutionOptions {
  filters: number;
  kernelSize: number;
  strides?: number;
  seed: number;
}

/** A convolution `name` without bias and its batch normalisation, `name`_bn. */
export function normalisedConvolution(
  name: string,
  { filters, kernelSize, strides = 1, seed }: ConvolutionOptions,
): layers.Layer[] {
  return [
    layers.conv2d({
      name,
      filters,
      kernelSize,
      strides,
      padding: "same",
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed }),
    }),
    batchNormalisation({ name: `${name}_bn`, momentum: RECENT_MOMENTUM }),
  ];
}

/** Applies the stages to `path`; `draw` gives the seed of each convolution's weights. */
export function residualStages(
  path: SymbolicTensor,
  stages: z.infer<typeof residualStagesSchema>,
  draw: () => number,
): SymbolicTensor {
  stages.forEach(({ filters, blocks }, stage) => {
    for (let place = 0; place < blocks; place++) {
      const name = `stage${stage + 1}_block${place + 1}`;
      path = block(path, name, { filters, strides: place === 0 ? 2 : 1, draw });
    }
  });
  return path;
}

function block(
  path: SymbolicTensor,
  name: string,
  { filters, strides, draw }: { filters: number; strides: number; draw: () => number },
): SymbolicTensor {
  const residual = applyLayers(
    path,
    ...normalisedConvolution(`${name}_conv1`, { filters, kernelSize: 3, strides, seed: draw() }),
    layers.reLU({ name: `${name}_relu1` }),
    ...normalisedConvolution(`${name}_conv2`, { filters, kernelSize: 3, seed: draw() }),
  );
  const pooled = strides === 1
    ? []
    : [layers.averagePooling2d({ poolSize: strides, padding: "same", name: `${name}_pool` })];
  const isSame = strides === 1 && path.shape.at(-1) === filters;
  const shortcut = isSame ? path : applyLayers(
    path,
    ...pooled,
    ...normalisedConvolution(`${name}_shortcut`, { filters, kernelSize: 1, seed: draw() }),
  );
  const sum = layers.add({ name: `${name}_add` }).apply([shortcut, residual]) as SymbolicTensor;
  return applyLayers(sum, layers.reLU({ name: `${name}_relu2` }));
}
