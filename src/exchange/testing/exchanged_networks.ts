/** Tests only. Out: one small network of each kind, with weights by a formula. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { setNoiseWeights } from "../../engine/testing/set_noise_weights.ts";
import { compactResNet } from "../../facecnn/compact_res_net.ts";
import { defaultMobileNet, mobileNet } from "../../facecnn/mobile_net.ts";
import { denseFeatures } from "../../unet/dense_features.ts";
import { emotionUnet } from "../../unet/emotion_unet.ts";

/** A network and the shape of one of its samples. */
export interface ExchangedNetwork {
  name: string;
  /** Builds it anew; weights by {@link withNoise}. */
  build: () => LayersModel;
  sampleShape: number[];
}

/** How many samples are predicted, made by noise() with the seed 1. */
export const SAMPLES = 3;

/** Noise, strong enough that samples still differ behind many layers with relu. */
function withNoise(network: LayersModel): LayersModel {
  setNoiseWeights(network);
  tf.tidy(() =>
    network.setWeights(
      network.getWeights().map((weight) => {
        const { shape } = weight;
        if (shape.length < 2) return weight;
        const isDepthwise = shape.length === 4 && shape[3] === 1;
        return tf.mul(weight, Math.sqrt(isDepthwise ? 2 * shape[2] : 2));
      }),
    )
  );
  return network;
}

/** As bench/parity/exchange.py and the fixture name them. */
export const exchangedNetworks: readonly ExchangedNetwork[] = [
  {
    name: "emotionUnet",
    sampleShape: [16, 5],
    build: () =>
      withNoise(emotionUnet(
        { frames: 16, bins: 5, filters: [4, 3, 5, 6, 2, 4], denseUnits: 7, classes: 3 },
        1,
      )),
  },
  {
    name: "denseFeatures",
    sampleShape: [6],
    build: () => withNoise(denseFeatures({ features: 6, units: [5, 4], classes: 3 }, 1)),
  },
  {
    name: "mobileNet",
    sampleShape: [48, 48, 1],
    build: () =>
      withNoise(mobileNet(
        { ...defaultMobileNet, width: 0.1, depth: 2, channels: 3, denseUnits: 5 },
        { size: 48, classes: 7 },
        1,
      )),
  },
  {
    name: "compactResNet",
    sampleShape: [48, 48, 1],
    build: () =>
      withNoise(compactResNet(
        {
          kind: "compactResNet",
          stemFilters: 4,
          stages: [{ filters: 4, blocks: 2 }, { filters: 6, blocks: 2 }],
          dropout: 0.3,
        },
        { size: 48, classes: 7 },
        1,
      )),
  },
];
