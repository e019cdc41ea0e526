/** Out: a subject for tests: the small network over a table of features. */
import type { RunConfig } from "../../train/run_config.ts";
import type { TuningSubject } from "../trial_task.ts";

/** A run of the dense network with paper S's callbacks. */
export const madeConfig: RunConfig = {
  version: 1,
  corpus: "made",
  protocol: "paper",
  fold: "",
  seed: 1,
  features: null,
  network: { kind: "denseFeatures", units: [8, 8] },
  training: {
    learningRate: 0.01,
    epochs: 10,
    batchSize: 16,
    balanced: false,
    schedule: { kind: "plateau", factor: 0.5, patience: 2, leastChange: 1e-4 },
    earlyStopping: { patience: 6 },
    precision: "float32",
  },
};

/** A subject without limits. */
export const madeSubject: TuningSubject = {
  config: madeConfig,
  data: "made",
  epochsLimit: null,
  trialSeconds: null,
};
