/** In: how far a training has come. Out: the next step's learning rate. */
import type { TrainingConfig } from "./training_config.ts";

/**
 * The learning rate after `epochs` (with fractions) finished epochs: `plateauRate`, which the
 * plateau's callback keeps, or under a cosine schedule a linear rise to the configured rate over the
 * warm-up, then half a cosine that would reach 0 at the last epoch's end.
 */
export function learningRateAt(
  config: Pick<TrainingConfig, "learningRate" | "epochs" | "cosine">,
  epochs: number,
  plateauRate: number,
): number {
  if (config.cosine === undefined) return plateauRate;
  const { warmUpEpochs } = config.cosine;
  if (epochs < warmUpEpochs) return config.learningRate * Math.max(epochs, 0.01) / warmUpEpochs;
  const left = Math.max(config.epochs - warmUpEpochs, 1e-9);
  const progress = Math.min((epochs - warmUpEpochs) / left, 1);
  return config.learningRate * (1 + Math.cos(Math.PI * progress)) / 2;
}
