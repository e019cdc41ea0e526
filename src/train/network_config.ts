/**
 * What the catalogue of networks says of a run's network, which is JSON-serialisable and checked.
 */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import type { Corpus } from "../data/corpus.ts";
import { limitWeights } from "../engine/layers.ts";
import { nameOfWeights } from "./named_weights.ts";
import type { ModelRow, NetworkRow, SampleShapes } from "./network_row.ts";
import { networks } from "./networks.ts";
import type { RunConfig } from "./run_config.ts";

type Networks = typeof networks;
type Row = Networks[keyof Networks];

/** @internal */
type NetworkConfigShape = z.infer<Row["schema"]>;
/** Every network that can be trained, told apart by `kind`. */
export type NetworkConfig = NetworkConfigShape;

const schemas = Object.values(networks).map(({ schema }) => schema);

/** Checks {@link NetworkConfig}. */
export const networkConfigSchema = z.discriminatedUnion(
  "kind",
  schemas as [Row["schema"], ...Row["schema"][]],
);

/** A row whatever its network: what is put in was told apart by its kind. */
type AnyRow = NetworkRow<Corpus["kind"], z.ZodType<NetworkConfig>, string>;
const rows: Record<NetworkConfig["kind"], AnyRow> = networks as never;

/** The kinds, as `--model` names them. */
export const networkKinds = Object.keys(rows) as NetworkConfig["kind"][];

/** The network's row in the catalogue. */
export function networkRow({ kind }: Pick<NetworkConfig, "kind">): AnyRow {
  return rows[kind];
}

/** Which kind of corpus the network is for. */
export function networkInput({ kind }: Pick<NetworkConfig, "kind">): Corpus["kind"] {
  return rows[kind].input;
}

/** The network's name as the literature and the tables have it. */
export function networkTitle({ kind }: Pick<NetworkConfig, "kind">): string {
  return rows[kind].title;
}

/** What a sample's shape says, beside the number of classes, with how many numbers. */
const sampleSides: { [Kind in Corpus["kind"]]: (keyof SampleShapes[Kind])[] } = {
  audio: ["frames", "bins"],
  features: ["features"],
  images: ["size"],
};
const RANKS: Record<Corpus["kind"], number> = { audio: 2, features: 1, images: 3 };

/** The most weights that a network may have, 1 GiB of them; the papers' have below 30 million. */
const MOST_WEIGHTS = 2 ** 28;

/**
 * Builds the network for samples of `sampleShape` ([time, freq]; [feature] for a table;
 * [size, size, 1] for images). Throws where the shape does not fit the kind, and a UserError for a
 * network of more than {@link MOST_WEIGHTS} weights.
 */
export function buildNetwork(
  config: NetworkConfig,
  sampleShape: readonly number[],
  classes: number,
  seed: number,
): LayersModel {
  const { input, build } = rows[config.kind];
  if (sampleShape.length !== RANKS[input]) {
    throw new Error(
      `Expected samples of rank ${RANKS[input]}, but found the shape [${sampleShape}]`,
    );
  }
  const sides = sampleSides[input].map((name, at) => [name, sampleShape[at]]);
  const shape = { ...Object.fromEntries(sides), classes };
  return limitWeights(MOST_WEIGHTS, () => build(config, shape, seed));
}

// What `--model` may name: a kind of network in its usual size, or a variant of it that has a name
// of its own.

/** @internal */
type NameOfModel = {
  [Kind in keyof Networks]: keyof Networks[Kind]["models"] & string;
}[keyof Networks];
/** See {@link modelNames}. */
export type ModelName = NameOfModel;

const variants = networkKinds.flatMap((kind) =>
  (Object.keys(rows[kind].models) as ModelName[]).filter((model) => model !== kind)
);

/** All models, as `--model` names them. */
export const modelNames: readonly ModelName[] = [...networkKinds, ...variants];

/** Those for recordings that are not paper S's and need nothing but the recordings. */
export const speechModels: readonly ModelName[] = modelNames
  .filter((model) => modelInput(model) === "audio" && model !== usualModel("audio"))
  .filter((model) => modelRow(model).source === undefined);

/** The kinds that have a search space. */
export const searchedKinds: readonly NetworkConfig["kind"][] = networkKinds
  .filter((kind) => rows[kind].search);

function kindOf(model: ModelName): NetworkConfig["kind"] {
  return networkKinds.find((kind) => Object.hasOwn(rows[kind].models, model))!;
}

/** The model's network and training in the catalogue. */
export function modelRow(model: ModelName): ModelRow<NetworkConfig> {
  return rows[kindOf(model)].models[model];
}

/** What is trained where no model is named. */
export function usualModel(input: Corpus["kind"]): NetworkConfig["kind"] {
  return networkKinds.find((kind) => rows[kind].input === input)!;
}

/** Which kind of corpus the model is for. */
export function modelInput(model: ModelName): Corpus["kind"] {
  return rows[kindOf(model)].input;
}

/**
 * The model's name in tables.
 *
 * @example
 * ```ts
 * modelTitle("compactResNetWide"); // "CompactResNet, wide"
 * ```
 */
export function modelTitle(model: ModelName): string {
  return modelRow(model).title ?? rows[kindOf(model)].title;
}

/** What a run's configuration says of its network and of what it learned from. */
type ModelConfig =
  & Pick<RunConfig, "corpus" | "network" | "features" | "pseudoLabelled">
  & Partial<Pick<RunConfig, "training">>
  & VariantConfig;

/** What tells two runs of one model apart, beside the split and the seed. */
interface VariantConfig extends Partial<Pick<RunConfig, "pretrained" | "pseudoLabelled">> {
  clean?: boolean;
  voted?: boolean;
}

/**
 * Tells a run's model from others of its kind: `denseFunctionals`, `linearFunctionals` and
 * `voiceFunctionals` share a kind; a network of another size than its model's names what differs,
 * such as `denseFunctionals-units64`, one with a band limit ends in its hertz, one with an encoder in
 * that one's name and layers.
 */
export function modelOf(config: Omit<ModelConfig, "pseudoLabelled">): string {
  return modelParts(config).join("-");
}

/** The model's name, and what differs from the model. */
function modelParts(
  { corpus, network, features, training }: Omit<ModelConfig, "pseudoLabelled">,
): [ModelName, ...string[]] {
  const model = nearestModel(network, features, training);
  const usual: Record<string, unknown> = modelRow(model).network(corpus);
  const changed = Object.entries(network)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]));
  const { bandwidthHz: band, encoder, imported } = features ?? {};
  return [
    model,
    ...changed.map(([name, value]) => name + shortValue(value)),
    ...band === undefined ? [] : [`bandwidth${band}`],
    ...imported ? [imported.name] : [],
    ...encoder
      ? [
        encoder.name,
        encoder.choice
          ? "layersAuto"
          : `layers${encoder.layers.map(({ number }) => number).join(".")}`,
      ]
      : [],
  ];
}

/**
 * What follows a network's name: from which weights it starts, what its training set is, and
 * "adapted" where it learned from its test set (transductive).
 */
export function variantTexts(
  { pretrained, clean, voted, pseudoLabelled }: VariantConfig,
): string[] {
  const start = pretrained === undefined ? undefined : nameOfWeights(pretrained);
  return [
    ...start ? [`from ${start}`] : pretrained ? ["pretrained"] : [],
    ...clean ? ["cleaned"] : [],
    ...voted ? ["FER+ votes"] : [],
    ...pseudoLabelled ? ["adapted"] : [],
  ];
}

/** What {@link modelOf} says, for tables: followed by the variant. */
export function modelText(config: ModelConfig): string {
  return [modelOf(config), ...variantTexts(config)].join(", ");
}

/**
 * The same for readers of a plot, such as "EmotionUnet" or "logistic regression, functionals",
 * followed by what differs from the model and by the variant.
 */
export function runTitle(config: ModelConfig): string {
  const [model, ...changes] = modelParts(config);
  return [modelTitle(model), ...changes, ...variantTexts(config)].join(", ");
}

/** The variant that the network is, or its kind's own model. */
function nearestModel(
  network: NetworkConfig,
  features: RunConfig["features"],
  training?: RunConfig["training"],
): ModelName {
  const { kind } = network;
  return variants.find((model) => {
    if (kindOf(model) !== kind) return false;
    const row = modelRow(model);
    return row.isOf?.(network, features, training) ?? isSame(network, row.network(""));
  }) ?? kind;
}

function isSame(a: NetworkConfig, b: NetworkConfig): boolean {
  const inOrder = (network: NetworkConfig) => JSON.stringify(Object.entries(network).sort());
  return inOrder(a) === inOrder(b);
}

/** A value within a folder's name: 128, 128x64, or the start of what is longer. */
function shortValue(value: unknown): string {
  const text = Array.isArray(value) && value.every((one) => typeof one === "number")
    ? value.join("x") || "0"
    : JSON.stringify(value);
  return text.replaceAll(/[^\w.]+/g, "").slice(0, 24);
}
