/**
 * Paper S, table 2: the ten hyper-parameters that its Bayesian optimisation found for each corpus
 * (Görmez 2025, doi 10.5824/ajite.2025.03.003.x, pages 241-242).
 */

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
