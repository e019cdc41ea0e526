/** In: a run. Out: its network with the trained weights, ready to be asked. */
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { featureBins } from "../dsp/feature_bins.ts";
import { buildNetwork } from "../unet/network_config.ts";
import { restoreWeights } from "./checkpoint.ts";
import { BEST_WEIGHTS } from "./fit.ts";
import { createPredictor, type Predictor } from "./predictor.ts";
import type { RunDescription } from "./read_run.ts";

/**
 * Builds the run's network and sets its best weights; the caller disposes it.
 * Throws UserError where the run has no weights yet, or damaged ones.
 */
export async function openModel(run: RunDescription): Promise<Predictor> {
  const { folder, config, corpus, normaliser } = run;
  const { features } = config;
  const bins = normaliser.mean.length;
  if (features === null && bins === 0) {
    throw new UserError(`Expected ${join(folder, "normaliser.json")} to hold one mean a feature`);
  }
  const sampleShape = features ? [features.frames, featureBins(features)] : [bins];
  const network = buildNetwork(config.network, sampleShape, corpus.classes.length, config.seed);
  const predictor = createPredictor(network, { precision: config.training.precision });
  try {
    await restoreWeights(join(folder, BEST_WEIGHTS), predictor);
    return predictor;
  } catch (error) {
    predictor.dispose();
    throw error;
  }
}
