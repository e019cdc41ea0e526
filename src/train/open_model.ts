/** In: a run. Out: its network with the trained weights, ready to be asked. */
import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import { inputBins } from "../dsp/feature_bins.ts";
import { IMAGE_SIZE } from "../facecnn/image_size.ts";
import { restoreWeights } from "./checkpoint.ts";
import { BEST_WEIGHTS } from "./fit.ts";
import { buildNetwork, networkInput } from "./network_config.ts";
import { askedWithShifts } from "./predict_shifted.ts";
import { createPredictor, type Predictor } from "./predictor.ts";
import { askedWithMixture, readMixture } from "./speaker_mixture.ts";
import type { RunDescription } from "./read_run.ts";

/**
 * Builds the run's network and sets its best weights; the caller disposes it.
 * Throws UserError where the run has no weights yet, or damaged ones.
 */
export async function openModel(run: RunDescription): Promise<Predictor> {
  const { folder, config: { training: { precision }, mirrored, shifted } } = run;
  const predictor = createPredictor(buildRunNetwork(run), { precision, mirrored });
  try {
    await restoreWeights(join(folder, BEST_WEIGHTS), predictor);
    const mixture = await readMixture(folder);
    return askedWithMixture(askedWithShifts(predictor, shifted), mixture);
  } catch (error) {
    predictor.dispose();
    throw error;
  }
}

/** The run's network with its first weights; the caller disposes it. */
export function buildRunNetwork(run: RunDescription): LayersModel {
  const { config: { network, seed }, corpus } = run;
  return buildNetwork(network, sampleShapeOf(run), corpus.classes.length, seed);
}

function sampleShapeOf({ folder, config, normaliser }: RunDescription): number[] {
  const { features, network } = config;
  if (features) return [features.frames, inputBins(features)];
  if (networkInput(network) === "images") return [IMAGE_SIZE, IMAGE_SIZE, 1];
  const bins = normaliser.mean.length;
  if (bins === 0) {
    throw new UserError(`Expected ${join(folder, "normaliser.json")} to hold one mean a feature`);
  }
  return [bins];
}
