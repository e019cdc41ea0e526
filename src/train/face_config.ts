/** In: a network for faces by name. Out: the network, training and variation that a run takes. */
import {
  type CompactResNetConfig,
  defaultCompactResNet,
  wideCompactResNet,
} from "../facecnn/compact_res_net.ts";
import { noAugmentation, paperAugmentation } from "../facecnn/augment_image.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import type { ModelName } from "./model_name.ts";
import { paperTraining } from "./paper_training.ts";
import type { RunConfig } from "./run_config.ts";

/** All that a configuration says beside which data are trained on. */
export type FaceConfig = Pick<
  RunConfig,
  "features" | "network" | "training" | "augmentation" | "mirrored" | "shifted"
>;

/**
 * The configuration of `model`; MobileNet for none. MobileNet is trained as paper F says: Adam,
 * ReduceLROnPlateau, EarlyStopping and the augmentation it lists; the numbers, which it leaves open,
 * are usual ones. The residual networks are trained by what FER2013's literature does (Khaireddin
 * and Chen 2021, arXiv 2105.03588: flips, shifts, turns, a cosine schedule, ten crops of each tested
 * picture; two pixels were best for them on the validation part), the small one in about ten minutes
 * of two cores, the wide one in half an hour.
 */
export function faceConfig(model?: ModelName): FaceConfig {
  switch (model) {
    case "compactResNet":
      return residualConfig(defaultCompactResNet, { epochs: 20, precision: "float32" });
    case "compactResNetWide":
      return residualConfig(wideCompactResNet, { epochs: 30, precision: "bfloat16" });
    default:
      return {
        features: null,
        network: defaultMobileNet,
        training: {
          ...paperTraining,
          ...{ learningRate: 1e-3, epochs: 15, batchSize: 64 },
          // Early on, one step's weights and running statistics predict far worse than they train.
          averaging: 0.998,
        },
        augmentation: { kind: "image", image: paperAugmentation },
      };
  }
}

function residualConfig(
  network: CompactResNetConfig,
  { epochs, precision }: Pick<RunConfig["training"], "epochs" | "precision">,
): FaceConfig {
  return {
    features: null,
    network,
    training: {
      ...paperTraining,
      learningRate: 2e-3,
      epochs,
      batchSize: 64,
      earlyStopping: { patience: 20 },
      cosine: { warmUpEpochs: 1 },
      weightDecay: 0.02,
      labelSmoothing: 0.1,
      averaging: 0.998,
      precision,
    },
    augmentation: {
      kind: "image",
      image: {
        ...noAugmentation,
        flip: true,
        shift: 0.1,
        rotateDegrees: 12,
        zoom: 0.1,
        brightness: 0.1,
        contrast: 0.2,
        erase: { probability: 0.3, largestShare: 0.15 },
      },
    },
    mirrored: true,
    shifted: 2,
  };
}
