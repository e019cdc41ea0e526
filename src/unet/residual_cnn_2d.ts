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
import { batchNormalisation, RECENT_MOMENTUM } from "../engine/batch_normalisation.ts";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, weightSeeds } from "../engine/layers.ts";
import {
  normalisedConvolution,
  residualStages,
  residualStagesSchema,
} from "../engine/residual_blocks.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";

/** The hyper-parameters of the network's shape. */
export const residualCnn2dSchema = z.object({
  kind: z.literal("residualCnn2d"),
  /** Filters of the first convolution, which halves time and frequency. */
  stemFilters: z.int().min(1).max(1024),
  /** Filters and number of blocks of each stage; each stage halves time and frequency. */
  stages: residualStagesSchema,
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
type ResidualCnn2dConfig = z.infer<typeof residualCnn2dSchema>;

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

/**
 * Twice the filters, for voices that are known. Chosen on the validation sets of TurEV-DB's random
 * split (seeds 1 to 3, mean of the epochs of least loss; of some, seeds 1 and 2 alone), and so are
 * the narrow one's 120 epochs and windows of 1,024 samples there:
 *
 * | stem, stages, frame units         | epochs | validation accuracy | loss  |
 * | --------------------------------- | -----: | ------------------: | ----: |
 * | 12, 24 and 48, 128 (the narrow)   |     60 |               0.911 | 0.312 |
 * | the same                          |    120 |               0.925 | 0.282 |
 * | the same                          |    240 |               0.921 | 0.260 |
 * | the narrow, windows of 1,024      |    120 |               0.933 | 0.266 |
 * | the narrow, windows of 2,048      |    120 |               0.931 | 0.264 |
 * | the narrow, steps of 16 ms        |    120 |               0.936 | 0.272 |
 * | the narrow, both 16 ms and 1,024  |    120 |               0.931 | 0.273 |
 * | the narrow, 80 mel bands          |    120 |               0.915 | 0.273 |
 * | the narrow, both 80 and 1,024     |    120 |               0.927 | 0.278 |
 * | 12, 28 and 64, 160                |    120 |               0.925 | 0.279 |
 * | the narrow, twice the blocks      |     60 |               0.919 |       |
 * | 16, 32 and 64, 160 (two seeds)    |     60 |               0.908 |       |
 * | 16, 32 and 64 and 128, 192        |     60 |               0.908 | 0.300 |
 * | 16, 48 and 96, 192                |     60 |               0.929 | 0.265 |
 * | the same, batch size 64         |     60 |               0.919 | 0.294 |
 * | 24, 48 and 96, 192 (the wide)     |     60 |               0.938 | 0.263 |
 * | the same (two seeds)              |    120 |               0.934 |       |
 * | the same, windows of 1,024        |     60 |               0.933 | 0.265 |
 * | the same, half the mel bands      |     60 |               0.896 |       |
 * | the same, half the frames         |     60 |               0.916 |       |
 * | the same, its stem a quarter high |     60 |               0.911 | 0.287 |
 * | 32, 64 and 128, 256               |     60 |               0.913 |       |
 */
export const wideResidualCnn2d: ResidualCnn2dConfig = {
  ...defaultResidualCnn2d,
  stemFilters: 24,
  stages: [{ filters: 48, blocks: 1 }, { filters: 96, blocks: 1 }],
  frameUnits: 192,
};

const CONTOUR_KERNEL = 5;

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
  const draw = weightSeeds(seed, "residualCnn2d");
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  const spectrum = columns(input, { from: 0, count: bins - contours, name: "spectrum" });
  const sequences = [
    applyLayers(
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
  const probabilities = applyLayers(
    joined,
    attentiveStatistics({ units: config.attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    classProbabilities(classes, draw()),
  );
  return model({ inputs: input, outputs: probabilities, name: "ResidualCnn2d" });
}

/** Some columns of [batch, time, column] as [batch, time, column, 1]. */
function columns(
  input: SymbolicTensor,
  { from, count, name }: { from: number; count: number; name: string },
): SymbolicTensor {
  const [, frames, bins] = input.shape as number[];
  return applyLayers(
    input,
    layers.reshape({ targetShape: [frames, bins, 1], name }),
    layers.cropping2D({ cropping: [[0, 0], [from, bins - from - count]], name: `${name}_columns` }),
  );
}

type Draw = () => number;

/** [batch, time, bin, 1] to [batch, time / 2^n, value] for n - 1 stages. */
function picturePath(
  spectrum: SymbolicTensor,
  { stemFilters, stages }: ResidualCnn2dConfig,
  draw: Draw,
): SymbolicTensor {
  const stem = { filters: stemFilters, kernelSize: 3, strides: 2, seed: draw() };
  const begun = applyLayers(
    spectrum,
    ...normalisedConvolution("stem", stem),
    layers.reLU({ name: "stem_relu" }),
  );
  const path = residualStages(begun, stages, draw);
  const [, frames, bins, filters] = path.shape as number[];
  return applyLayers(
    path,
    layers.reshape({ targetShape: [frames, bins * filters], name: "frames" }),
  );
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
    batchNormalisation({ name: `${name}_bn`, momentum: RECENT_MOMENTUM }),
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
  let path = applyLayers(
    contours,
    layers.reshape({ targetShape: [frames, count], name: "contours" }),
  );
  for (let step = 1; step <= stages.length + 1; step++) {
    const name = `contour_conv${step}`;
    path = applyLayers(
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
      batchNormalisation({ name: `${name}_bn`, momentum: RECENT_MOMENTUM }),
      layers.reLU({ name: `${name}_relu` }),
    );
  }
  return path;
}
