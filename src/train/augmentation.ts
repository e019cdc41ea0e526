/** How samples are varied in training, by their kind; JSON-serialisable and checked. */
import { z } from "zod";
import { spectrogramAugmentationSchema } from "../dsp/augment/spectrogram.ts";
import { imageAugmentationSchema } from "../facecnn/augment_image.ts";

/** Validation and test samples are never varied. */
export const augmentationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("image"), image: imageAugmentationSchema }).strict(),
  z.object({ kind: z.literal("spectrogram"), spectrogram: spectrogramAugmentationSchema }).strict(),
]);

/** See {@link augmentationSchema}. */
export type Augmentation = z.infer<typeof augmentationSchema>;
