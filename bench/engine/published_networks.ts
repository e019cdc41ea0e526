/** Out: the four networks that paper S publishes (table 2), with their batch sizes. */
import { paperSTable2 } from "../../src/report/published/paper_s.ts";
import { defaultFeatures } from "../../src/dsp/default_features.ts";
import type { EmotionUnetConfig } from "../../src/unet/emotion_unet.ts";

/** A network as the benchmark names and feeds it. */
export interface PublishedNetwork {
  network: EmotionUnetConfig;
  /** Clips a training step. */
  batch: number;
}

/** Ids of the four corpora, which also name the networks. */
export type NetworkId = keyof typeof paperSTable2.optima;

// Frames and bins of the default features; the paper does not state its own.
const FEATURES = { frames: defaultFeatures.frames, bins: defaultFeatures.fftSize / 2 + 1 };
const CLASSES: Record<NetworkId, number> = { turev: 4, anad: 3, banglaser: 5, tess: 7 };

function published(id: NetworkId): PublishedNetwork {
  const { filters, denseUnits, batchSize } = paperSTable2.optima[id];
  return { network: { ...FEATURES, filters, denseUnits, classes: CLASSES[id] }, batch: batchSize };
}

/** By corpus id; filters, dense units and batch are table 2's optima. */
export const publishedNetworks: Record<NetworkId, PublishedNetwork> = {
  turev: published("turev"),
  anad: published("anad"),
  banglaser: published("banglaser"),
  tess: published("tess"),
};
