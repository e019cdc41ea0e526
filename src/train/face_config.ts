/**
 * How networks of faces are trained. MobileNet is trained as paper F says: Adam, ReduceLROnPlateau,
 * EarlyStopping and the augmentation it lists; the numbers, which it leaves open, are usual ones.
 * Through its 27 normalised layers without shortcuts gradients grow so large that Adam's first step
 * at 1e-3 would change the loss by 66 nats to first order, where that of the small residual network
 * changes it by 1.6 (bench/faces/curves.ts): it starts slowly. At 3e-4 it learns more slowly still
 * (0.293 of PublicTest after eight epochs, 0.387 at 1e-3); that is the rate for weights that were
 * trained elsewhere.
 * The residual networks are trained by what FER2013's literature does (Khaireddin and Chen 2021,
 * arXiv 2105.03588: flips, shifts, turns, a cosine schedule, ten crops of each tested picture; two
 * pixels were best for them on the validation set), the small one in about ten minutes of two
 * cores, the wide one in half an hour. MobileNet is trained so, too, beside paper F's way: "as well
 * as it can be", at half their rate, and at a seventh for fewer epochs where it begins with weights
 * that know faces.
 */
import { noAugmentation, paperAugmentation } from "../facecnn/augment_image.ts";
import type { DefaultTraining } from "./network_row.ts";
import { paperTraining, type TrainingConfig } from "./schedule.ts";

/** Each step's weights and running statistics predict far worse, early on, than their averages. */
const AVERAGING = 0.998;

/** Of MobileNet. */
export const mobileNetTraining: DefaultTraining = () => ({
  features: null,
  training: {
    ...paperTraining,
    learningRate: 1e-3,
    epochs: 60,
    batchSize: 64,
    averaging: AVERAGING,
  },
  augmentation: { kind: "image", image: paperAugmentation },
});

/** Of a residual network, and of MobileNet: how long, and what differs from the others. */
export function residualTraining(
  own:
    & Pick<TrainingConfig, "epochs" | "precision" | "earlyStopping">
    & Partial<Pick<TrainingConfig, "learningRate">>,
): DefaultTraining {
  return () => ({
    features: null,
    training: {
      balanced: false,
      learningRate: 2e-3,
      batchSize: 64,
      schedule: { kind: "cosine", warmUpEpochs: 1 },
      weightDecay: 0.02,
      labelSmoothing: 0.1,
      averaging: AVERAGING,
      ...own,
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
  });
}
