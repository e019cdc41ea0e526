/**
 * In: a network's shape and a batch size. Out: the floating-point operations of one prediction and
 * of one training step, counted in its convolutions and dense layers alone (a multiplication and
 * an addition are two). Pooling, normalisation, activations and Adam are left out: they are bound
 * by memory, so that their time shows as distance from the machine's peak.
 */
import type { EmotionUnetConfig } from "../../src/unet/emotion_unet.ts";
import type { BenchNetwork } from "./bench_network.ts";
import { mobileNetFlops } from "./mobile_net_flops.ts";

/** Operations of one batch. */
export interface Flops {
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
