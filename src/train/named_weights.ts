/** Weights elsewhere that have a name of their own beside `--weights`. */

/** A MobileNet that knows faces, see src/exchange/face_mobile_nets.ts. */
export const FACE_RES = "faceres";

/** By the hash that a run's configuration keeps (RunConfig's `pretrained`). */
const namedWeights: Readonly<Record<string, string>> = {
  "644fe588a9402df850ba44d1504666cc7666af910aba07c7cbf995345b9c1a2e": FACE_RES,
};

/** What the weights are that have a name. */
export const aboutWeights: Readonly<Record<string, string>> = {
  [FACE_RES]: "HSE-FaceRes, learned on VGGFace2; Apache-2.0",
};

/** What `--weights` calls the weights of this hash; undefined where they have no name. */
export function nameOfWeights(hash: string): string | undefined {
  return namedWeights[hash];
}
