/**
 * A small residual network over the spectrogram as a picture (He et al. 2016, arXiv 1512.03385,
 * section 4.2; pooled shortcuts of He et al. 2019, arXiv 1812.01187): a pattern is found wherever
 * in frequency it lies, so that a higher voice or a longer vocal tract changes less than it does
 * for filters that span all bins. Contours, such as the pitch, have a branch of convolutions over
 * time; attentive statistics pool both.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
 */
import {
  initializers,
  input as inputLayer,
  layers,
  type LayersModel,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { createRandom } from "../base/random.ts";
import { batchNormalisation } from "../engine/batch_normalisation_layer.ts";
import { seededDropout } from "../engine/dropout_layer.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";

/** The hyper-parameters of the network's shape. */
export const residualCnn2dSchema = z.object({
  kind: z.literal("residualCnn2d"),
  /** Filters of the first convolution, which halves time and frequency. */
  stemFilters: z.int().min(1).max(1024),
  /** Filters and number of blocks of each stage; each stage halves time and frequency. */
  stages: z.array(
    z.object({ filters: z.int().min(1).max(2048), blocks: z.int().min(1).max(16) }).strict(),
  ).min(1).max(5),
  /** The last so many columns of the features are contours over time, not bins of a spectrum. */
  contours: z.int().min(0).max(64),
  /** Filters of the contours' branch. */
  contourFilters: z.int().min(1).max(1024),
  /** What a frame's picture is brought to before it is pooled. */
  frameUnits: z.int().min(1).max(4096),
  /** Units of the layer that scores frames. */
  attentionUnits: z.int().min(1).max(4096),
  /** Share of the pooled values that a training step leaves out. */
  dropout: z.number().min(0).lt(1),
}).strict();

/** See {@link residualCnn2dSchema}. */
export type ResidualCnn2dConfig = z.infer<typeof residualCnn2dSchema>;

/** For features with pitch, voicing and level. */
export const defaultResidualCnn2d: ResidualCnn2dConfig = {
  kind: "residualCnn2d",
  stemFilters: 12,
  stages: [{ filters: 24, blocks: 1 }, { filters: 48, blocks: 1 }],
  contours: 3,
  contourFilters: 32,
  frameUnits: 128,
  attentionUnits: 32,
  dropout: 0.3,
};

/** Batch statistics of recent steps count more than Keras's 0.99 lets them: epochs are short. */
const MOMENTUM = 0.9;
const CONTOUR_KERNEL = 5;

const chain = (value: SymbolicTensor, ...steps: layers.Layer[]) =>
  steps.reduce((last, layer) => layer.apply(last) as SymbolicTensor, value);

/**
 * Builds the network with weights drawn from `seed` (He normal). Throws where the contours leave no
 * bins of a spectrum.
 *
 * @example
 * ```ts
 * const network = residualCnn2d(defaultResidualCnn2d, { frames: 64, bins: 67, classes: 4 }, 1);
 * ```
 */
export function residualCnn2d(
  config: ResidualCnn2dConfig,
  { frames, bins, classes }: { frames: number; bins: number; classes: number },
  seed: number,
): LayersModel {
  const { contours } = config;
  if (contours >= bins) {
    throw new Error(`Expected fewer contours than the ${bins} columns, but found ${contours}`);
  }
  const random = createRandom(seed, "residualCnn2d");
  const draw = () => random.integer(1, 2 ** 31 - 1);
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  const spectrum = columns(input, { from: 0, count: bins - contours, name: "spectrum" });
  const sequences = [
    chain(
      picturePath(spectrum, config, draw),
      ...pointwise("frame", config.frameUnits, draw),
    ),
  ];
  if (contours > 0) {
    const own = columns(input, { from: bins - contours, count: contours, name: "contour" });
    sequences.push(contourPath(own, config, draw));
  }
  const joined = sequences.length === 1
    ? sequences[0]
    : layers.concatenate({ name: "join" }).apply(sequences) as SymbolicTensor;
  const probabilities = chain(
    joined,
    attentiveStatistics({ units: config.attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    layers.dense({
      name: "softmax",
      units: classes,
      activation: "softmax",
      kernelInitializer: initializers.glorotUniform({ seed: draw() }),
    }),
  );
  return model({ inputs: input, outputs: probabilities, name: "ResidualCnn2d" });
}

/** Some columns of [batch, time, column] as [batch, time, column, 1]. */
function columns(
  input: SymbolicTensor,
  { from, count, name }: { from: number; count: number; name: string },
): SymbolicTensor {
  const [, frames, bins] = input.shape as number[];
  return chain(
    input,
    layers.reshape({ targetShape: [frames, bins, 1], name }),
    layers.cropping2D({ cropping: [[0, 0], [from, bins - from - count]], name: `${name}_columns` }),
  );
}

type Draw = () => number;

function convolution(name: string, filters: number, size: number, draw: Draw, strides = 1) {
  return [
    layers.conv2d({
      name,
      filters,
      kernelSize: size,
      strides,
      padding: "same",
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed: draw() }),
    }),
    batchNormalisation({ name: `${name}_bn`, momentum: MOMENTUM }),
  ];
}

/** [batch, time, bin, 1] to [batch, time / 2^n, value] for n - 1 stages. */
function picturePath(
  spectrum: SymbolicTensor,
  { stemFilters, stages }: ResidualCnn2dConfig,
  draw: Draw,
): SymbolicTensor {
  let path = chain(
    spectrum,
    ...convolution("stem", stemFilters, 3, draw, 2),
    layers.reLU({ name: "stem_relu" }),
  );
  stages.forEach(({ filters, blocks }, stage) => {
    for (let place = 0; place < blocks; place++) {
      const name = `stage${stage + 1}_block${place + 1}`;
      path = block(path, name, { filters, strides: place === 0 ? 2 : 1, draw });
    }
  });
  const [, frames, bins, filters] = path.shape as number[];
  return chain(path, layers.reshape({ targetShape: [frames, bins * filters], name: "frames" }));
}

function block(
  path: SymbolicTensor,
  name: string,
  { filters, strides, draw }: { filters: number; strides: number; draw: Draw },
): SymbolicTensor {
  const residual = chain(
    path,
    ...convolution(`${name}_conv1`, filters, 3, draw, strides),
    layers.reLU({ name: `${name}_relu1` }),
    ...convolution(`${name}_conv2`, filters, 3, draw),
  );
  const pooled = strides === 1
    ? []
    : [layers.averagePooling2d({ poolSize: strides, padding: "same", name: `${name}_pool` })];
  const isSame = strides === 1 && path.shape.at(-1) === filters;
  const shortcut = isSame
    ? path
    : chain(path, ...pooled, ...convolution(`${name}_shortcut`, filters, 1, draw));
  const sum = layers.add({ name: `${name}_add` }).apply([shortcut, residual]) as SymbolicTensor;
  return chain(sum, layers.reLU({ name: `${name}_relu2` }));
}

/** A dense layer for each frame, batch normalisation and relu. */
function pointwise(name: string, units: number, draw: Draw) {
  return [
    layers.dense({
      name,
      units,
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed: draw() }),
    }),
    batchNormalisation({ name: `${name}_bn`, momentum: MOMENTUM }),
    layers.reLU({ name: `${name}_relu` }),
  ];
}

/** [batch, time, contour, 1] to as many frames as the picture's path has. */
function contourPath(
  contours: SymbolicTensor,
  { contourFilters, stages }: ResidualCnn2dConfig,
  draw: Draw,
): SymbolicTensor {
  const [, frames, count] = contours.shape as number[];
  let path = chain(contours, layers.reshape({ targetShape: [frames, count], name: "contours" }));
  for (let step = 1; step <= stages.length + 1; step++) {
    const name = `contour_conv${step}`;
    path = chain(
      path,
      layers.conv1d({
        name,
        filters: contourFilters,
        kernelSize: CONTOUR_KERNEL,
        strides: 2,
        padding: "same",
        useBias: false,
        kernelInitializer: initializers.heNormal({ seed: draw() }),
      }),
      batchNormalisation({ name: `${name}_bn`, momentum: MOMENTUM }),
      layers.reLU({ name: `${name}_relu` }),
    );
  }
  return path;
}
