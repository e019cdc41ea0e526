/** What network a run trains: its kind and its hyper-parameters; JSON-serialisable and checked. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { denseFeatures } from "./dense_features.ts";
import { emotionUnet } from "./emotion_unet.ts";

const filters = z.int().min(1).max(4096);

/** EmotionUnet's hyper-parameters (paper S, table 2), or those of the network for feature tables. */
export const networkConfigSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("emotionUnet"),
    /** Filters of CNN-1 to CNN-6. */
    filters: z.tuple([filters, filters, filters, filters, filters, filters]),
    /** Units of the dense layer. */
    denseUnits: z.int().min(1).max(65_536),
  }).strict(),
  z.object({
    kind: z.literal("denseFeatures"),
    /** Units of each hidden layer. */
    units: z.array(z.int().min(1).max(65_536)).min(1).max(8),
  }).strict(),
]);

/** See {@link networkConfigSchema}. */
export type NetworkConfig = z.infer<typeof networkConfigSchema>;

/**
 * Builds the network for samples of `sampleShape` ([time, freq], or [feature] for a table).
 * Throws where the shape does not fit the kind.
 */
export function buildNetwork(
  config: NetworkConfig,
  sampleShape: readonly number[],
  classes: number,
  seed: number,
): LayersModel {
  const rank = config.kind === "emotionUnet" ? 2 : 1;
  if (sampleShape.length !== rank) {
    throw new Error(`Expected samples of rank ${rank}, but found the shape [${sampleShape}]`);
  }
  if (config.kind === "denseFeatures") {
    return denseFeatures({ features: sampleShape[0], units: config.units, classes }, seed);
  }
  const [frames, bins] = sampleShape;
  return emotionUnet({ ...config, frames, bins, classes }, seed);
}
