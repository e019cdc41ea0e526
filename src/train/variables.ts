/** Variables of a network by name, their values read out and set. */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import type { StoredTensor } from "./safetensors.ts";

/**
 * Variables by the names under which they are stored.
 * @internal They are TensorFlow.js's own and are documented there.
 */
export type NamedVariables = Map<string, tf.Variable>;

/** All weights of `network`, moving averages included, as "layer/weight". */
export function networkVariables(network: LayersModel): NamedVariables {
  const named: NamedVariables = new Map();
  for (const layer of network.layers) {
    for (const weight of layer.weights) {
      // tfjs-layers keeps the tfjs variable behind its own LayerVariable.
      const { val } = weight as unknown as { val: tf.Variable };
      named.set(`${layer.name}/${weight.originalName.split("/").at(-1)}`, val);
    }
  }
  return named;
}

/** The variables that training changes, as "layer/weight". */
export function trainableVariables(network: LayersModel): NamedVariables {
  return new Map([...networkVariables(network)].filter(([, variable]) => variable.trainable));
}

/** Copies the values out. */
export async function readVariables(
  variables: NamedVariables,
): Promise<Map<string, StoredTensor>> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, variable] of variables) {
    stored.set(name, { shape: [...variable.shape], values: await variable.data<"float32">() });
  }
  return stored;
}

/** Throws UserError where one of a stored tensor's values is NaN or infinite. */
export function refuseNoNumbers({ values }: StoredTensor, name: string, source: string): void {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong === undefined) return;
  throw new UserError(`Expected ${name} of ${source} to hold numbers, but found ${wrong}`);
}

/**
 * Sets the variables to stored values. Throws UserError, naming `source`, where one is missing, of
 * another shape, or holds what is no number.
 */
export function writeVariables(
  variables: NamedVariables,
  stored: ReadonlyMap<string, StoredTensor>,
  source: string,
): void {
  for (const [name, variable] of variables) {
    const found = stored.get(name);
    if (found === undefined) throw new UserError(`Expected ${source} to hold ${name}`);
    if (found.shape.join() !== variable.shape.join()) {
      throw new UserError(
        `Expected ${name} of ${source} to have the shape [${variable.shape}], ` +
          `but found [${found.shape}]`,
      );
    }
    refuseNoNumbers(found, name, source);
  }
  tf.tidy(() => {
    for (const [name, variable] of variables) {
      variable.assign(tf.tensor(stored.get(name)!.values, variable.shape));
    }
  });
}
