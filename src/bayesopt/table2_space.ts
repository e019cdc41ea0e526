/** The search space of paper S, table 2, as data. */
import type { Dimension, Space } from "./space.ts";

/** Paper S's batch sizes. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128];

/** How table 2's space is read where the paper leaves a choice. */
export interface Table2Options {
  /**
   * "categorical" as the paper says, or "ordinal": batch sizes in their order, which lets the
   * model learn from neighbours.
   */
  batchSize?: "categorical" | "ordinal";
}

/**
 * Paper S's ten hyper-parameters (table 2). The paper gives the learning rate's bounds, 1e-4 and
 * 1e-1, without a scale; they span three orders of magnitude and the optima it reports lie between
 * 1e-4 and 1.2e-3, so it is read as log-uniform here (skopt's own default would be uniform).
 */
export function table2Space(options: Table2Options = {}): Space {
  const filters = [1, 2, 3, 4, 5, 6].map((block): Dimension => ({
    kind: "integer",
    name: `filters${block}`,
    low: 16,
    high: 256,
    scale: "uniform",
  }));
  return [
    { kind: "real", name: "learningRate", low: 1e-4, high: 1e-1, scale: "log" },
    { kind: "integer", name: "epochs", low: 5, high: 100, scale: "uniform" },
    { kind: options.batchSize ?? "categorical", name: "batchSize", choices: BATCH_SIZES },
    ...filters,
    { kind: "integer", name: "denseUnits", low: 100, high: 1500, scale: "uniform" },
  ];
}
