/** The configuration of a run that trains drawn faces within seconds. */
import { noAugmentation } from "../../facecnn/augment_image.ts";
import type { ConfigChanges } from "../../train/run_config.ts";

/** A residual network of two blocks, for `--config`. */
export const tinyFaceRun: ConfigChanges = {
  corpus: "fer2013",
  network: {
    kind: "compactResNet",
    stemFilters: 4,
    stages: [{ filters: 4, blocks: 1 }],
    dropout: 0,
  },
  training: { learningRate: 0.01, epochs: 2, batchSize: 14 },
  augmentation: { kind: "image", image: noAugmentation },
};
