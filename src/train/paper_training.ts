/** How paper S trains. */
import type { TrainingConfig } from "./training_config.ts";

/** Callbacks as section 3 gives them, all else Keras's defaults. */
export const paperTraining = {
  balanced: false,
  // Keras's ReduceLROnPlateau takes changes below 1e-4 for none.
  plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
  earlyStopping: { patience: 6 },
  precision: "float32",
} satisfies Partial<TrainingConfig>;
