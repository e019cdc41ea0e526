/**
 * A small residual network for 48 x 48 faces, the better network beside paper F's MobileNet: basic
 * blocks of two 3 x 3 convolutions (He et al. 2016, arXiv 1512.03385, figure 2 and section 4.2)
 * with pooled shortcuts (He et al. 2019, arXiv 1812.01187, ResNet-D), global average pooling,
 * dropout and a softmax.
 *
 * In: images [batch, height, width, 1], 0 to 1. Out: class probabilities [batch, class].
 */
import {
  initializers,
  input as inputLayer,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { createRandom } from "../base/random.ts";
import { batchNormalisation } from "../engine/batch_normalisation_layer.ts";
import { seededDropout } from "../engine/dropout_layer.ts";
import type { Network } from "../engine/network.ts";

/** Checks {@link CompactResNetConfig}. */
export const compactResNetSchema = z.object({
  kind: z.literal("compactResNet"),
  /** Filters of the first convolution. */
  stemFilters: z.int().min(1).max(1024),
  /** Filters and number of blocks of each stage; each stage halves height and width. */
  stages: z.array(
    z.object({ filters: z.int().min(1).max(2048), blocks: z.int().min(1).max(16) }).strict(),
  ).min(1).max(5),
  /** Share of the pooled values that a training step leaves out. */
  dropout: z.number().min(0).lt(1),
}).strict();

/** @internal */
type CompactResNetConfigShape = z.infer<typeof compactResNetSchema>;
/** The hyper-parameters of the network's shape. */
export type CompactResNetConfig = CompactResNetConfigShape;

/** What two cores train on FER2013 in about an hour. */
export const defaultCompactResNet: CompactResNetConfig = {
  kind: "compactResNet",
  stemFilters: 16,
  stages: [
    { filters: 32, blocks: 1 },
    { filters: 64, blocks: 2 },
    { filters: 128, blocks: 2 },
  ],
  dropout: 0.3,
};

/** Twice as wide: four times the arithmetic, for what more time can reach. */
export const wideCompactResNet: CompactResNetConfig = {
  kind: "compactResNet",
  stemFilters: 32,
  stages: [
    { filters: 64, blocks: 1 },
    { filters: 128, blocks: 2 },
    { filters: 256, blocks: 2 },
  ],
  dropout: 0.4,
};

/** Batch statistics of recent steps count more than Keras's 0.99 lets them: epochs are few. */
const MOMENTUM = 0.9;

/**
 * Builds the network for images of `size` x `size` with weights drawn from `seed` (He normal).
 *
 * @example
 * ```ts
 * const network = compactResNet(defaultCompactResNet, { size: 48, classes: 7 }, 1);
 * ```
 */
export function compactResNet(
  config: CompactResNetConfig,
  { size, classes }: { size: number; classes: number },
  seed: number,
): Network {
  const random = createRandom(seed, "compactResNet");
  const draw = () => ({ seed: random.integer(1, 2 ** 31 - 1) });
  const convolution = (name: string, filters: number, kernelSize: number, strides = 1) => [
    layers.conv2d({
      name,
      filters,
      kernelSize,
      strides,
      padding: "same",
      useBias: false,
      kernelInitializer: initializers.heNormal(draw()),
    }),
    batchNormalisation({ name: `${name}_bn`, momentum: MOMENTUM }),
  ];
  const relu = (name: string) => layers.reLU({ name });
  const apply = (value: SymbolicTensor, ...steps: layers.Layer[]) =>
    steps.reduce((last, layer) => layer.apply(last) as SymbolicTensor, value);

  const block = (path: SymbolicTensor, name: string, filters: number, strides: number) => {
    const residual = apply(
      path,
      ...convolution(`${name}_conv1`, filters, 3, strides),
      relu(`${name}_relu1`),
      ...convolution(`${name}_conv2`, filters, 3),
    );
    const pooled = strides === 1
      ? []
      : [layers.averagePooling2d({ poolSize: strides, padding: "same", name: `${name}_pool` })];
    const isSame = strides === 1 && path.shape.at(-1) === filters;
    const shortcut = isSame
      ? path
      : apply(path, ...pooled, ...convolution(`${name}_shortcut`, filters, 1));
    const sum = layers.add({ name: `${name}_add` }).apply([shortcut, residual]) as SymbolicTensor;
    return apply(sum, relu(`${name}_relu2`));
  };

  const input = inputLayer({ shape: [size, size, 1], name: "image" });
  let path = apply(input, ...convolution("stem", config.stemFilters, 3), relu("stem_relu"));
  config.stages.forEach(({ filters, blocks }, stage) => {
    for (let place = 0; place < blocks; place++) {
      path = block(path, `stage${stage + 1}_block${place + 1}`, filters, place === 0 ? 2 : 1);
    }
  });
  const probabilities = apply(
    path,
    layers.globalAveragePooling2d({ name: "pool" }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    layers.dense({
      name: "softmax",
      units: classes,
      activation: "softmax",
      kernelInitializer: initializers.glorotUniform(draw()),
    }),
  );
  return model({ inputs: input, outputs: probabilities, name: "CompactResNet" });
}
