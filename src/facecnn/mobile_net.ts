/**
 * MobileNet (Howard et al. 2017, arXiv 1704.04861, table 1) with the head of paper F, for small
 * grey images. Paper F (section "Modelin Özelleştirilmesi") says that layers are added to
 * MobileNet's output and names none: here global average pooling, one dense relu layer, dropout and
 * a softmax.
 *
 * In: images [batch, height, width, 1], 0 to 1. Out: class probabilities [batch, class].
 *
 * Layers up to `conv_pw_13_relu` bear the names, shapes and paddings of Keras's MobileNet, so that
 * weights saved there fit here. Weights are drawn from the seed; none are fetched.
 */
import {
  initializers,
  input as inputLayer,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation } from "../engine/batch_normalisation.ts";
import { seededDropout } from "../engine/dropout.ts";
import {
  applyLayers,
  classProbabilities,
  type Network,
  relu6Layer,
  weightSeeds,
} from "../engine/layers.ts";

/** Checks {@link MobileNetConfig}. */
export const mobileNetSchema = z.object({
  kind: z.literal("mobileNet"),
  /** Width multiplier (alpha): scales the filters of every layer. */
  width: z.number().gt(0).max(4),
  /** How many of the five equal blocks of 512 filters there are (table 1: 5). */
  depth: z.int().min(0).max(5),
  /** Stride of the first layer: 2 as published for 224 x 224; 1 keeps more of a small image. */
  firstStride: z.union([z.literal(1), z.literal(2)]),
  /**
   * 3 first enlarges images so many times, bilinearly: weights that learned on faces of 224 x 224
   * look for larger things than images of 48 x 48 show.
   */
  enlarge: z.literal(3).optional(),
  /** 1 for grey; 3 repeats the grey values, for weights that were trained on colour. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Units of the added dense layer. */
  denseUnits: z.int().min(1).max(65_536),
  /** Share of the dense layer's outputs that a training step leaves out. */
  dropout: z.number().min(0).lt(1),
  /**
   * How convolutions are drawn: Glorot uniform, as by Keras, where it is left out; "he" is He normal
   * (He et al. 2015) by what one output sums up, nine values in a depthwise kernel. Keras counts all
   * channels there, so that 512 of them get kernels 20 times smaller, which Adam's steps soon
   * overwrite.
   */
  start: z.literal("he").optional(),
}).strict();

/** @internal */
type MobileNetConfigShape = z.infer<typeof mobileNetSchema>;
/** The hyper-parameters of MobileNet's shape. */
export type MobileNetConfig = MobileNetConfigShape;

/** Paper F's network: MobileNet as published, at the stride that 48 x 48 images ask for. */
export const defaultMobileNet: MobileNetConfig = {
  kind: "mobileNet",
  width: 1,
  depth: 5,
  firstStride: 2,
  channels: 1,
  denseUnits: 256,
  dropout: 0.5,
};

/** For weights that learned on large faces: all but the first layer see twice as much of an image. */
export const strideOneMobileNet: MobileNetConfig = { ...defaultMobileNet, firstStride: 1 };

/** For the same weights, three times as large, at nine times the cost of the default. */
export const enlargedMobileNet: MobileNetConfig = { ...defaultMobileNet, enlarge: 3 };

/** Filters and stride of the depthwise-separable blocks; the run of five stands in the middle. */
const BEFORE: [number, number][] = [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2]];
const AFTER: [number, number][] = [[1024, 2], [1024, 1]];

/** Of a depthwise kernel of 3 × 3. */
const DEPTHWISE_INPUTS = 9;

/** Filters, before the width multiplier, and stride of each depthwise-separable block. */
export function mobileNetBlocks({ depth }: Pick<MobileNetConfig, "depth">): [number, number][] {
  const middle = Array.from({ length: depth }, (): [number, number] => [512, 1]);
  return [...BEFORE, ...middle, ...AFTER];
}

/**
 * Builds MobileNet for images of `size` x `size` with weights drawn from `seed` (Glorot uniform, as
 * Keras's default).
 *
 * @example
 * ```ts
 * const network = mobileNet(defaultMobileNet, { size: 48, classes: 7 }, 1);
 * ```
 */
export function mobileNet(
  config: MobileNetConfig,
  { size, classes }: { size: number; classes: number },
  seed: number,
): Network {
  const draw = weightSeeds(seed, "mobileNet");
  const glorot = () => initializers.glorotUniform({ seed: draw() });
  const drawn = (seed: number) =>
    config.start === "he" ? initializers.heNormal({ seed }) : initializers.glorotUniform({ seed });
  const drawnDepthwise = (seed: number) =>
    config.start === "he"
      ? initializers.randomNormal({ stddev: Math.sqrt(2 / DEPTHWISE_INPUTS), seed })
      : initializers.glorotUniform({ seed });
  const scaled = (filters: number) => Math.max(1, Math.round(filters * config.width));
  // Keras pads strided layers at the bottom and right only.
  const padding = (stride: number, name: string) =>
    stride === 1 ? [] : [layers.zeroPadding2d({ padding: [[0, 1], [0, 1]], name: `${name}_pad` })];
  const normalisedRelu6 = (name: string) => [
    batchNormalisation({ name: `${name}_bn` }),
    relu6Layer({ name: `${name}_relu` }),
  ];

  const input = inputLayer({ shape: [size, size, 1], name: "image" });
  let path = applyLayers(
    channelsOfImages(enlarged(input, config.enlarge), config.channels),
    ...padding(config.firstStride, "conv1"),
    layers.conv2d({
      name: "conv1",
      filters: scaled(32),
      kernelSize: 3,
      strides: config.firstStride,
      padding: config.firstStride === 1 ? "same" : "valid",
      useBias: false,
      kernelInitializer: drawn(draw()),
    }),
    ...normalisedRelu6("conv1"),
  );
  mobileNetBlocks(config).forEach(([filters, stride], place) => {
    const block = place + 1;
    path = applyLayers(
      path,
      ...padding(stride, `conv_${block}`),
      layers.depthwiseConv2d({
        name: `conv_dw_${block}`,
        kernelSize: 3,
        strides: stride,
        padding: stride === 1 ? "same" : "valid",
        useBias: false,
        depthwiseInitializer: drawnDepthwise(draw()),
      }),
      ...normalisedRelu6(`conv_dw_${block}`),
      layers.conv2d({
        name: `conv_pw_${block}`,
        filters: scaled(filters),
        kernelSize: 1,
        padding: "same",
        useBias: false,
        kernelInitializer: drawn(draw()),
      }),
      ...normalisedRelu6(`conv_pw_${block}`),
    );
  });
  const probabilities = applyLayers(
    path,
    layers.globalAveragePooling2d({ name: "pool" }),
    layers.dense({
      name: "dense",
      units: config.denseUnits,
      activation: "relu",
      kernelInitializer: glorot(),
    }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    classProbabilities(classes, draw()),
  );
  return model({ inputs: input, outputs: probabilities, name: "MobileNet" });
}

/**
 * In: grey images [batch, height, width, 1]. Out: `times` as high and wide. Repeated pixels, averaged
 * over as many, are bilinear interpolation with pixels' centres aligned, edges repeated, by layers
 * that every framework computes alike.
 */
function enlarged(images: SymbolicTensor, times: MobileNetConfig["enlarge"]): SymbolicTensor {
  if (times === undefined) return images;
  return applyLayers(
    images,
    layers.upSampling2d({ name: "repeated", size: [times, times] }),
    layers.averagePooling2d({ name: "enlarged", poolSize: times, strides: 1, padding: "same" }),
  );
}

// In: grey images [batch, height, width, 1]. Out: the same with 1 or 3 equal channels.

/** Repeats the grey channel where a network wants colour. */
function channelsOfImages(grey: SymbolicTensor, channels: 1 | 3): SymbolicTensor {
  if (channels === 1) return grey;
  return layers.concatenate({ name: "colour" }).apply([grey, grey, grey]) as SymbolicTensor;
}
