/** In: a run on pictures. Out: its network, ready to be asked about faces. */
import { UserError } from "../base/user_error.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import type { FaceClassifier } from "../facecnn/predict_photo.ts";
import { calibrated, calibrationFor } from "./judge.ts";
import { openModel } from "./open_model.ts";
import type { RunDescription } from "./read_run.ts";

/** A run's network for faces. */
export interface FacePredictor extends FaceClassifier {
  /** Frees the network. */
  dispose(): void;
}

/**
 * Opens the run's network for faces. Throws UserError where the run was not trained on pictures.
 *
 * @example
 * ```ts
 * const network = await openFacePredictor(await readRun("runs/…"));
 * const photos = await openPhotoPredictor(network);
 * ```
 */
export async function openFacePredictor(run: RunDescription): Promise<FacePredictor> {
  const { folder, corpus: { classes, kind } } = run;
  if (kind !== "images") {
    const what = kind === "audio" ? "recordings" : "a table of features";
    throw new UserError(
      `Expected ${folder} to be trained on pictures, but it is trained on ${what}`,
    );
  }
  const model = await openModel(run);
  const calibration = calibrationFor(run.calibration, "nothing");
  return {
    classes,
    size: IMAGE_SIZE,
    leastConfidence: calibration?.leastConfidence,
    predict: async (pixels) => {
      const count = pixels.length / (IMAGE_SIZE * IMAGE_SIZE);
      const output = await model.predict({
        ids: Array.from({ length: count }, (_, at) => `face ${at + 1}`),
        labels: new Array<number>(count).fill(0),
        data: pixels,
        sampleShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
      });
      return calibrated(output, calibration, classes.length);
    },
    dispose: model.dispose,
  };
}
