/**
 * Paper S, table 2: the ten hyper-parameters that its Bayesian optimisation found for each corpus
 * (Görmez 2025, doi 10.5824/ajite.2025.03.003.x, pages 241-242).
 */

import type { z } from "zod";
import type { emotionUnetSchema } from "./emotion_unet.ts";

/** One corpus's optimum. */
export interface PublishedConfiguration {
  learningRate: number;
  /** The most epochs; early stopping ends before. */
  epochs: number;
  batchSize: number;
  /** Filters of CNN-1 to CNN-6. */
  filters: [number, number, number, number, number, number];
  denseUnits: number;
}

/** By corpus id, as printed. */
export const publishedConfigurations = {
  turev: {
    learningRate: 0.000232,
    epochs: 100,
    batchSize: 16,
    filters: [256, 106, 256, 196, 18, 256],
    denseUnits: 764,
  },
  anad: {
    learningRate: 0.0001208,
    epochs: 52,
    batchSize: 4,
    filters: [128, 39, 57, 93, 203, 169],
    denseUnits: 596,
  },
  banglaser: {
    learningRate: 0.0001,
    epochs: 85,
    batchSize: 8,
    filters: [68, 16, 256, 256, 256, 256],
    denseUnits: 794,
  },
  tess: {
    learningRate: 0.001183,
    epochs: 29,
    batchSize: 16,
    filters: [34, 242, 194, 124, 116, 186],
    denseUnits: 864,
  },
} satisfies Record<string, PublishedConfiguration>;

/** Table 2's of the corpus, and that of TurEV-DB for corpora that it lacks. */
export function publishedConfiguration(corpus: string): PublishedConfiguration {
  const published: Record<string, PublishedConfiguration> = publishedConfigurations;
  return published[corpus] ?? publishedConfigurations.turev;
}

/** EmotionUnet in the size of {@link publishedConfiguration}. */
export function publishedEmotionUnet(corpus: string): z.infer<typeof emotionUnetSchema> {
  const { filters, denseUnits } = publishedConfiguration(corpus);
  return { kind: "emotionUnet", filters, denseUnits };
}
