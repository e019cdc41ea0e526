/** What a row of the catalogue of networks (networks.ts) says. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { z } from "zod";
import type { Configuration, Dimension, Space } from "../bayesopt/space.ts";
import type { Corpus, Protocol } from "../data/corpus.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import type { Augmentation } from "./run_config.ts";
import type { TrainingConfig } from "./schedule.ts";

/** One kind of network. */
export interface NetworkRow<
  Kind extends Corpus["kind"],
  Schema extends z.ZodType,
  Name extends string,
> {
  /** Its name in tables. */
  title: string;
  /** The kind of corpus that it is for. */
  input: Kind;
  /** Checks its part of a run's config.json, told apart by `kind`. */
  schema: Schema;
  /** Frames must be a multiple of so many. */
  framesMultiple?: number;
  /** Whether it is one linear layer over functionals, whose weights have a closed form. */
  isLinear?(network: z.infer<Schema>): boolean;
  /** Builds it for samples of `shape`, with weights drawn from `seed`. */
  build(network: z.infer<Schema>, shape: SampleShapes[Kind], seed: number): LayersModel;
  /** What `--model` may name: the kind itself, and variants of it. */
  models: Record<Name, ModelRow<z.infer<Schema>>>;
  /** What `tune` searches; nothing where it is left out. */
  search?: SearchRow;
}

/** What networks are built for: samples of one kind of corpus. */
export interface SampleShapes {
  audio: { frames: number; bins: number; classes: number };
  features: { features: number; classes: number };
  /** Of `size` x `size` pixels. */
  images: { size: number; classes: number };
}

/** A network in its usual size, with its usual training. */
export interface ModelRow<Network> {
  /** Of a variant; others have that of their kind. */
  title?: string;
  /** In its usual size, on the corpus of this id. */
  network(corpus: string): Network;
  training: DefaultTraining;
  /** The training's rate where the weights were trained elsewhere (`--weights`). */
  pretrainedRate?: number;
  /** What `--features` must name beside it: its features come from outside. */
  source?: "encoder" | "table";
  /**
   * Of a variant: whether a run's network is it rather than its kind's own; networks of the very
   * same size are by default. `training` is left out where it is not known.
   */
  isOf?(network: Network, features: FeatureConfig | null, training?: TrainingConfig): boolean;
}

/**
 * How a network is trained on `corpus` under `protocol` by default. `trainingDurations`
 * are seconds of the training set's clips; they are left out for the papers' corpora.
 */
export type DefaultTraining = (
  corpus: Corpus,
  protocol: Protocol,
  trainingDurations?: readonly number[],
) => TrainingRecipe;

/** All that a run's configuration says beside its data and its network. */
export interface TrainingRecipe {
  features: FeatureConfig | null;
  training: TrainingConfig;
  augmentation?: Augmentation;
  mirrored?: true;
  shifted?: number;
}

/** What `tune` varies. */
export interface SearchRow {
  /** Fields of the training: `epochs` among them. */
  training: Space;
  /** The network's shape. */
  shape: Space;
  /** The network's fields at a point. */
  network(point: Configuration): { [field: string]: unknown };
}

/** Gives a row its types. */
export function network<
  Kind extends Corpus["kind"],
  Schema extends z.ZodType,
  Name extends string,
>(row: NetworkRow<Kind, Schema, Name>): NetworkRow<Kind, Schema, Name> {
  return row;
}

// Dimensions of search spaces, and what a point says of them.

/** A whole number, spread evenly over orders of magnitude. */
export const whole = (name: string, low: number, high: number): Dimension => ({
  kind: "integer",
  name,
  low,
  high,
  scale: "log",
});

/** A share from 0 on. */
export const share = (name: string, high: number): Dimension => ({
  kind: "real",
  name,
  low: 0,
  high,
  scale: "uniform",
});

/** "filters1" to `filters${count}`. */
export const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

/** Some of the values at `point`. */
export function pick(point: Configuration, ...names: string[]): Configuration {
  return Object.fromEntries(names.map((name) => [name, point[name]]));
}
