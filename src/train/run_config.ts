/** What a run is: everything that determines its result. JSON-serialisable, checked, complete. */
import { z } from "zod";
import { sha256 } from "../base/files.ts";
import { checkShape } from "../base/json.ts";
import { protocols } from "../data/corpus.ts";
import { spectrogramAugmentationSchema } from "../dsp/augment/spectrogram.ts";
import { featureConfigSchema } from "../dsp/feature_config.ts";
import { imageAugmentationSchema } from "../facecnn/augment_image.ts";
import { FACE_RES, nameOfWeights } from "./named_weights.ts";
import { modelOf, networkConfigSchema, networkInput, networkRow } from "./network_config.ts";
import { pseudoLabelledSchema } from "./pseudo_labels.ts";
import { formerTraining, trainingConfigSchema } from "./schedule.ts";

/** Validation and test samples are never varied. */
const augmentationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("image"), image: imageAugmentationSchema }).strict(),
  z.object({ kind: z.literal("spectrogram"), spectrogram: spectrogramAugmentationSchema }).strict(),
]);

/** See {@link augmentationSchema}. */
export type Augmentation = z.infer<typeof augmentationSchema>;

/** Checks {@link RunConfig}. */
export const runConfigSchema = z.object({
  version: z.literal(1),
  corpus: z.string().min(1),
  protocol: z.enum(protocols),
  /** What is held out, for protocols with folds; "" otherwise. */
  fold: z.string(),
  /** Fixes the split, the weights' start and the order of the clips. */
  seed: z.int().min(0),
  /**
   * Fixes the weights' start and the order of the clips instead of `seed`, so that networks of an
   * ensemble differ on the very same split.
   */
  weightsSeed: z.int().min(0).optional(),
  /**
   * Null for a table of precomputed features, which are only standardised, and for images, which
   * are scaled to 0…1.
   */
  features: featureConfigSchema.nullable(),
  network: networkConfigSchema,
  training: trainingConfigSchema,
  /** How training samples are varied; none are where it is left out. */
  augmentation: augmentationSchema.optional(),
  /** True takes pictures out of training that are copied, contradictory or empty (cleanSplit). */
  clean: z.literal(true).optional(),
  /** True learns from FER+'s votes on FER2013's pictures instead of their labels (withVotedLabels). */
  voted: z.literal(true).optional(),
  /** True trains on all clips, with no test set; `protocol` is what its figures are quoted from. */
  final: z.literal(true).optional(),
  /** SHA-256 over the weights that the network starts from; absent for drawn ones. */
  pretrained: z.string().regex(/^[0-9a-f]{64}$/, "Expected a SHA-256").optional(),
  /** True predicts by the mean over a picture and its mirror image. */
  mirrored: z.literal(true).optional(),
  /**
   * Once trained it predicts by the mean over a picture and four that are shifted by so many
   * pixels; see withTestTimeAugmentation.
   */
  shifted: z.int().min(1).max(8).optional(),
  /**
   * Also trains on clips of the test set, without their labels, as other networks label them:
   * transductive, the figure is of these very clips after learning from how they sound.
   */
  pseudoLabelled: pseudoLabelledSchema.optional(),
}).strict().refine(
  ({ features, network }) => (features !== null) === (networkInput(network) === "audio"),
  {
    path: ["network", "kind"],
    message:
      "Expected a network for recordings beside features, another one where features are null",
  },
).refine(
  ({ augmentation, network }) =>
    augmentation === undefined ||
    networkInput(network) === (augmentation.kind === "image" ? "images" : "audio"),
  {
    path: ["augmentation", "kind"],
    message: "Expected image for a network of faces and spectrogram for one of recordings",
  },
).refine(
  ({ pseudoLabelled, network }) => !pseudoLabelled || networkInput(network) === "audio",
  { path: ["pseudoLabelled"], message: "Expected a network for recordings to learn unlabelled" },
).refine(
  ({ training, network, features }) =>
    !training.discriminant ||
    (networkRow(network).isLinear?.(network) === true && features?.functionals !== undefined),
  {
    path: ["training", "discriminant"],
    message: "Expected a network of functionals without hidden layers beside discriminant",
  },
).refine(
  ({ training, features }) => !training.discriminant?.mixture || features?.speakerViews,
  { path: ["training", "discriminant"], message: "Expected speakerViews beside mixture" },
).refine(
  ({ mirrored, shifted, network }) =>
    (!mirrored && shifted === undefined) || networkInput(network) === "images",
  { path: ["network", "kind"], message: "Expected a network of faces beside mirrored or shifted" },
).refine(
  ({ voted, network }) => !voted || networkInput(network) === "images",
  { path: ["voted"], message: "Expected a network of faces, for FER2013's pictures have votes" },
).refine(
  ({ pretrained, network }) =>
    pretrained === undefined || nameOfWeights(pretrained) !== FACE_RES ||
    network.kind === "mobileNet",
  {
    path: ["pretrained"],
    message: `Expected a MobileNet beside ${FACE_RES}, such as the model mobileNetEnlarged`,
  },
).refine(
  ({ features, augmentation }) => !features?.functionals || augmentation === undefined,
  { path: ["augmentation"], message: "Expected no augmentation of functionals" },
).superRefine(({ features, network }, context) => {
  const { framesMultiple = 1 } = networkRow(network);
  if (!features || features.frames % framesMultiple === 0) return;
  context.addIssue({
    code: "custom",
    path: ["features", "frames"],
    message: `Expected a multiple of ${framesMultiple}, for the network halves and joins frames, ` +
      `but found ${features.frames}`,
  });
});

/** @internal */
type RunConfigShape = z.infer<typeof runConfigSchema>;
/** A run's config.json. */
export type RunConfig = RunConfigShape;

/**
 * The name of a run's folder, readable and unique to the config. It tells models of one kind and
 * adapted runs (transductive) apart.
 */
export function runName(config: RunConfig): string {
  return nameWith(config, modelInName(config));
}

/** Former names of the run's folder: by the kind of network alone, and by a model's former name. */
export function formerRunNames(config: RunConfig): string[] {
  const former = modelInName(config)
    .replace(/^speakerIndependentFunctionals/, "strangerFunctionals");
  return [nameWith(config, config.network.kind), nameWith(config, former)];
}

function modelInName(config: RunConfig): string {
  return modelOf(config) + (config.pseudoLabelled ? "-adapted" : "");
}

function nameWith(config: RunConfig, model: string): string {
  const { corpus, protocol, fold, seed, final } = config;
  const place = final
    ? "final"
    : fold
    ? `${protocol}-${fold.replaceAll(/[^\p{L}\p{N}_.-]/gu, "_")}`
    : protocol;
  const member = config.weightsSeed === undefined ? "" : `-weights${config.weightsSeed}`;
  const hash = sha256(hashedJson(config)).slice(0, 8);
  return `${corpus}-${model}-${place}-seed${seed}${member}-${hash}`;
}

/**
 * The JSON that hashes of a configuration are of: its fields in the schema's order, the training in
 * the form of the first version, so that no hash changes with the form.
 */
export function hashedJson(config: RunConfig): string {
  return JSON.stringify(formerConfig(runConfigSchema.parse(config)));
}

function formerConfig(config: RunConfig): ConfigChanges {
  return { ...config, training: formerTraining(config.training) };
}

/** What fixes the weights' start and the order of the clips of a run. */
export function weightsSeedOf({ seed, weightsSeed }: RunConfig): number {
  return weightsSeed ?? seed;
}

/** Some fields of a run's configuration, at any depth. */
export type ConfigChanges = { [field: string]: unknown };

/** What a configuration file may hold; its fields are checked with the whole. */
export const configChangesSchema: z.ZodType<ConfigChanges> = z.record(z.string(), z.unknown());

/**
 * `config` with `changes`, objects within it changed field by field; a network of another kind
 * replaces the old one. Throws UserError, naming `source`, where the result is no configuration.
 *
 * @example
 * ```ts
 * overrideConfig(config, { training: { epochs: 3 } }, "my.json");
 * ```
 */
export function overrideConfig(
  config: RunConfig,
  changes: ConfigChanges,
  source: string,
): RunConfig {
  const { training } = changes;
  // Else in the form that hashes are of: a run with fewer epochs than its default has a name too.
  const isNewForm = isObject(training) && "schedule" in training;
  const base = isNewForm ? config : formerConfig(config);
  return checkShape(merge(base, changes), runConfigSchema, source);
}

function merge(old: unknown, change: unknown, name = ""): unknown {
  if (!isObject(old) || !isObject(change)) return change;
  // Half of one encoder and half of another are none.
  if (name === "encoder") return change;
  // Features of all kinds have the same fields, networks have not.
  if (name !== "features" && "kind" in change && change.kind !== old.kind) return change;
  // Own fields only: one called __proto__ is a field like any other, and then refused.
  const own = (field: string) => Object.hasOwn(old, field) ? old[field] : undefined;
  const changed = Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, merge(own(field), value, field)] as const);
  return Object.fromEntries([...Object.entries(old), ...changed]);
}

function isObject(value: unknown): value is ConfigChanges {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
