/** A network that the engine benchmark measures: what every contender builds from. */
import { z } from "zod";
import { defaultFeatures } from "../../src/dsp/feature_config.ts";
import { IMAGE_SIZE } from "../../src/facecnn/grey_image.ts";
import {
  defaultMobileNet,
  mobileNetBlocks,
  mobileNetSchema,
} from "../../src/facecnn/mobile_net.ts";
import { paperSTable1, paperSTable2 } from "../../src/report/published/paper_s.ts";
import { type EmotionUnetConfig, emotionUnetSchema } from "../../src/unet/emotion_unet.ts";

const count = z.int().positive();

/** The whole shape of a network, as it goes to the contenders' processes. */
export const benchNetworkSchema = z.discriminatedUnion("kind", [
  emotionUnetSchema.extend({ frames: count, bins: count, classes: count }).strict(),
  mobileNetSchema.extend({ size: count, classes: count }).strict(),
]);

/** See {@link benchNetworkSchema}. */
export type BenchNetwork = z.infer<typeof benchNetworkSchema>;

/** The shape of one sample. */
export function sampleShapeOf(network: BenchNetwork): number[] {
  return network.kind === "emotionUnet"
    ? [network.frames, network.bins]
    : [network.size, network.size, 1];
}

// Out: the networks of both papers with their batch sizes: paper S's table 2, paper F's MobileNet.

/** A network as the benchmark names and feeds it. */
export interface PublishedNetwork {
  network: BenchNetwork;
  /** Clips or images a training step. */
  batch: number;
  /** Of an epoch, the published training set; absent where that is a matter of minutes. */
  samples?: number;
}

/** Ids of paper S's four corpora, which also name their networks. */
type SpeechId = keyof typeof paperSTable2.optima;

/** Ids of the corpora, which also name the networks. */
export type NetworkId = SpeechId | "fer2013";

// Frames and bins of the default features; the paper does not state its own.
const FEATURES = { frames: defaultFeatures.frames, bins: defaultFeatures.fftSize / 2 + 1 };
const CLASSES: Record<SpeechId, number> = { turev: 4, anad: 3, banglaser: 5, tess: 7 };

function published(id: SpeechId): PublishedNetwork {
  const { filters, denseUnits, batchSize } = paperSTable2.optima[id];
  const samples = paperSTable1.rows[id].train;
  const network = { ...FEATURES, filters, denseUnits, classes: CLASSES[id] };
  return { network: { kind: "emotionUnet", ...network }, batch: batchSize, samples };
}

/** By corpus id; filters, dense units and batch are table 2's optima, paper F states no batch. */
export const publishedNetworks: Record<NetworkId, PublishedNetwork> = {
  turev: published("turev"),
  anad: published("anad"),
  banglaser: published("banglaser"),
  tess: published("tess"),
  fer2013: { network: { ...defaultMobileNet, size: IMAGE_SIZE, classes: 7 }, batch: 64 },
};

// Pooling, normalisation, activations and Adam are left out: they are bound by memory, so that
// their time shows as distance from the machine's peak.

/** Operations of one batch. */
interface Flops {
  /** The forward pass. */
  predict: number;
  /** Forward, gradients by weights, and gradients by inputs except of the network's own input. */
  train: number;
}

/**
 * Counts a network's operations for one batch.
 *
 * @example
 * ```ts
 * const { train } = flops(publishedNetworks.turev.network, 16);
 * console.log(`${train / 1e9} GFLOP a step`);
 * ```
 */
export function flops(network: BenchNetwork, batch: number): Flops {
  const one = network.kind === "emotionUnet" ? emotionUnetFlops(network) : mobileNetFlops(network);
  return { predict: batch * one.predict, train: batch * one.train };
}

/** EmotionUnet's operations for one clip. */
function emotionUnetFlops(network: EmotionUnetConfig): Flops {
  const { frames, bins, denseUnits, classes, filters: [f1, f2, f3, f4, f5, f6] } = network;
  const convolution = (time: number, kernel: number, inputs: number, outputs: number) =>
    2 * time * kernel * inputs * outputs;
  const dense = (inputs: number, outputs: number) => 2 * inputs * outputs;
  const first = convolution(frames, 7, bins, f1);
  const others = convolution(frames / 2, 7, f1, f2) +
    convolution(frames / 4, 7, f2, f3) +
    convolution(frames / 4, 5, f3 + f3, f4) +
    convolution(frames / 2, 5, f4 + f2, f5) +
    convolution(frames, 5, f5 + f1, f6) +
    dense(frames * f6, denseUnits) +
    dense(denseUnits, classes);
  return { predict: first + others, train: 2 * first + 3 * others };
}

/** Operations of one image's prediction, and of its share of a training step. */
function mobileNetFlops(network: Extract<BenchNetwork, { kind: "mobileNet" }>): Flops {
  const { size, width, channels, firstStride, denseUnits, classes } = network;
  const scaled = (filters: number) => Math.max(1, Math.round(filters * width));
  let side = Math.floor(size / firstStride);
  let inputs = scaled(32);
  const first = 2 * side * side * 9 * channels * inputs;
  let others = 0;
  for (const [filters, stride] of mobileNetBlocks(network)) {
    side = Math.floor(side / stride);
    // Depthwise, then pointwise.
    others += 2 * side * side * inputs * (9 + scaled(filters));
    inputs = scaled(filters);
  }
  others += 2 * (inputs * denseUnits + denseUnits * classes);
  return { predict: first + others, train: 2 * first + 3 * others };
}
