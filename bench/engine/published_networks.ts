/** Out: the four networks that paper S publishes (table 2), with their batch sizes. */
import type { EmotionUnetConfig } from "../../src/unet/emotion_unet.ts";

/** A network as the benchmark names and feeds it. */
export interface PublishedNetwork {
  network: EmotionUnetConfig;
  /** Clips a training step. */
  batch: number;
}

// One second or so of speech: 128 frames of 129 frequency bins (FFT length 256).
const FEATURES = { frames: 128, bins: 129 };

/** By corpus id; filters of CNN-1 to CNN-6, dense units and batch from paper S, table 2. */
export const publishedNetworks: Record<string, PublishedNetwork> = {
  turev: {
    network: {
      ...FEATURES,
      filters: [256, 106, 256, 196, 18, 256],
      denseUnits: 764,
      classes: 4,
    },
    batch: 16,
  },
  anad: {
    network: { ...FEATURES, filters: [128, 39, 57, 93, 203, 169], denseUnits: 596, classes: 3 },
    batch: 4,
  },
  banglaser: {
    network: { ...FEATURES, filters: [68, 16, 256, 256, 256, 256], denseUnits: 794, classes: 5 },
    batch: 8,
  },
  tess: {
    network: { ...FEATURES, filters: [34, 242, 194, 124, 116, 186], denseUnits: 864, classes: 7 },
    batch: 16,
  },
};
