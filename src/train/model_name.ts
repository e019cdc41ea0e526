/**
 * What `--model` may name: a kind of network in its usual size, or another configuration of one
 * that has a name of its own.
 */
import { type NetworkConfig, networkInput, networkKinds, networkTitle } from "./network_config.ts";

/** See {@link modelNames}. */
export type ModelName =
  | NetworkConfig["kind"]
  | "compactResNetWide"
  | "residualCnn2dWide"
  | "linearFunctionals"
  | "voiceFunctionals"
  | "strangerFunctionals"
  | "discriminantFunctionals";

type Variant = Exclude<ModelName, NetworkConfig["kind"]>;

/** Configurations that share their kind with another one. */
const variants: Record<Variant, { kind: NetworkConfig["kind"]; suffix: string }> = {
  compactResNetWide: { kind: "compactResNet", suffix: ", wide" },
  residualCnn2dWide: { kind: "residualCnn2d", suffix: ", wide" },
  linearFunctionals: { kind: "denseFunctionals", suffix: ", linear" },
  voiceFunctionals: { kind: "denseFunctionals", suffix: ", linear, of the voice" },
  strangerFunctionals: { kind: "denseFunctionals", suffix: ", linear, for strangers" },
  discriminantFunctionals: { kind: "denseFunctionals", suffix: ", discriminant" },
};

/** All models, as `--model` names them. */
export const modelNames = [...networkKinds, ...Object.keys(variants)] as ModelName[];

/** Which kind of corpus the model is for. */
export function modelInput(model: ModelName): ReturnType<typeof networkInput> {
  return networkInput({ kind: kindOf(model) });
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
  return networkTitle({ kind: kindOf(model) }) + (isVariant(model) ? variants[model].suffix : "");
}

function kindOf(model: ModelName): NetworkConfig["kind"] {
  return isVariant(model) ? variants[model].kind : model;
}

function isVariant(model: ModelName): model is Variant {
  return Object.hasOwn(variants, model);
}
