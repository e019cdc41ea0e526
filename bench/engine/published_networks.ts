/** Out: the networks of both papers with their batch sizes: paper S's table 2, paper F's MobileNet. */
import { paperSTable1, paperSTable2 } from "../../src/report/published/paper_s.ts";
import { defaultFeatures } from "../../src/dsp/feature_config.ts";
import { IMAGE_SIZE } from "../../src/facecnn/grey_image.ts";
import { defaultMobileNet } from "../../src/facecnn/mobile_net.ts";
import type { BenchNetwork } from "./bench_network.ts";

/** A network as the benchmark names and feeds it. */
export interface PublishedNetwork {
  network: BenchNetwork;
  /** Clips or images a training step. */
  batch: number;
  /** Of an epoch, the published training part; absent where that is a matter of minutes. */
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
