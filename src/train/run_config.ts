/** What a run is: everything that determines its result. JSON-serialisable, checked, complete. */
import { z } from "zod";
import { sha256 } from "../base/sha256.ts";
import { featureConfigSchema } from "../dsp/feature_config.ts";
import { networkConfigSchema } from "../unet/network_config.ts";

/** How a network is trained. */
export const trainingConfigSchema = z.object({
  /** Adam's step size at the start. */
  learningRate: z.number().positive().max(10),
  /** At most so many passes over the training part. */
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(4096),
  /** True draws every class equally often; false takes each clip once an epoch. */
  balanced: z.boolean(),
  /** Multiplies the learning rate when the validation loss has not improved for so many epochs. */
  plateau: z.object({
    factor: z.number().gt(0).lt(1),
    patience: z.int().min(1),
    /** A smaller improvement counts as none. */
    leastChange: z.number().min(0),
  }).strict(),
  /** Ends when the validation loss has not improved for so many epochs; keeps the best weights. */
  earlyStopping: z.object({ patience: z.int().min(1) }).strict(),
  /** What convolutions and matrix products compute in. */
  precision: z.enum(["float32", "bfloat16"]),
}).strict();

/** See {@link trainingConfigSchema}. */
export type TrainingConfig = z.infer<typeof trainingConfigSchema>;

/** A run's config.json. */
export const runConfigSchema = z.object({
  version: z.literal(1),
  corpus: z.string().min(1),
  protocol: z.enum(["paper", "speaker", "text", "repetition"]),
  /** What is held out, for protocols with folds; "" otherwise. */
  fold: z.string(),
  /** Fixes the split, the weights' start and the order of the clips. */
  seed: z.int().min(0),
  /** Null for a table of precomputed features, which are only standardised. */
  features: featureConfigSchema.nullable(),
  network: networkConfigSchema,
  training: trainingConfigSchema,
}).strict().refine(
  ({ features, network }) => (features === null) === (network.kind === "denseFeatures"),
  {
    path: ["network", "kind"],
    message: "Expected emotionUnet for audio features and denseFeatures for a table",
  },
).refine(
  ({ features }) => features === null || features.frames % 8 === 0,
  { path: ["features", "frames"], message: "Expected a multiple of 8, for three poolings by 2" },
);

/** See {@link runConfigSchema}. */
export type RunConfig = z.infer<typeof runConfigSchema>;

/** The name of a run's folder, readable and unique to the config. */
export function runName(config: RunConfig): string {
  const { corpus, protocol, fold, seed, network } = config;
  const place = fold ? `${protocol}-${fold.replaceAll(/[^\p{L}\p{N}_.-]/gu, "_")}` : protocol;
  const hash = sha256(JSON.stringify(runConfigSchema.parse(config))).slice(0, 8);
  return `${corpus}-${network.kind}-${place}-seed${seed}-${hash}`;
}
