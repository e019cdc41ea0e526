/** In: a run. Out: its network with the trained weights, ready to be asked. */
import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import { inputBins } from "../dsp/feature_extractor.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import { restoreWeights } from "./checkpoint.ts";
import { BEST_WEIGHTS, checkRunBytes } from "./manifest.ts";
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
    const check = (bytes: Uint8Array) => checkRunBytes(folder, BEST_WEIGHTS, bytes);
    await restoreWeights(join(folder, BEST_WEIGHTS), predictor, check);
    const mixture = await readMixture(folder);
    const asked = askedWithMixture(askedWithShifts(predictor, shifted), mixture);
    return refusingNoNumbers(asked, folder);
  } catch (error) {
    predictor.dispose();
    throw error;
  }
}

/** An emotion is never made of probabilities that are no numbers. */
function refusingNoNumbers(predictor: Predictor, folder: string): Predictor {
  return {
    ...predictor,
    predict: async (examples, batchSize) => {
      const probabilities = await predictor.predict(examples, batchSize);
      const at = probabilities.findIndex((value) => !Number.isFinite(value));
      if (at < 0) return probabilities;
      const clip = examples.ids[Math.floor(at * examples.ids.length / probabilities.length)];
      throw new UserError(
        `Expected the network of the run ${folder} to give probabilities for ${clip}, but it ` +
          `gives ${probabilities[at]}: its weights are absurdly large, or the features are`,
      );
    },
  };
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
