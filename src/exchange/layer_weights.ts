/** Weights layer by layer, as other frameworks store them: read out of a network, or set in it. */
import * as tf from "@tensorflow/tfjs-core";
import type { layers, LayersModel } from "@tensorflow/tfjs-layers";
import { UserError } from "../base/user_error.ts";
import type { StoredTensor } from "../train/safetensors.ts";
import { refuseNoNumbers } from "../train/variables.ts";

/** One layer's weights in the order of Keras: kernel, bias; or gamma, beta, mean, variance. */
export interface LayerWeights {
  /** The layer's own name; null where the file does not tell. */
  name: string | null;
  /** Where Keras stores it by kind and count, such as "conv1d_2"; see {@link kerasPaths}. */
  path: string;
  weights: StoredTensor[];
  /**
   * A batch normalisation that was folded into the convolution before it, its offset apart: its
   * statistics are not known.
   */
  folded?: true;
}

/** How far a file's weights were taken over. */
export interface TakenOver {
  /** Names of the layers that were set. */
  taken: string[];
  /** Those of them that are batch normalisations without statistics, see LayerWeights. */
  folded: string[];
  /** Why each other layer with weights was not. */
  left: { name: string; why: string }[];
}

/** The tfjs variables of a layer, which tfjs-layers keeps behind its own. */
function variablesOf(layer: layers.Layer): tf.Variable[] {
  return layer.weights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
}

/**
 * Where Keras 3 stores each layer within "layers/": by kind in snake case, counted from the 2nd.
 */
export function kerasPaths(classNames: readonly string[]): string[] {
  const used = new Map<string, number>();
  return classNames.map((className) => {
    const name = className.replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
      .replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** Tensors named "layer/weight", layer by layer, in the order in which they come. */
export function groupByLayer(tensors: Iterable<[string, StoredTensor]>): LayerWeights[] {
  const layers = Map.groupBy(
    tensors,
    ([name]) => name.slice(0, Math.max(0, name.lastIndexOf("/"))),
  );
  return Array.from(layers, ([name, own]) => ({
    name,
    path: name,
    weights: own.map(([, tensor]) => tensor),
  }));
}

/** The weights of every layer of `network`, those without any included; copied out. */
export async function readLayerWeights(network: LayersModel): Promise<LayerWeights[]> {
  const paths = kerasPaths(network.layers.map((layer) => layer.getClassName()));
  return await Promise.all(network.layers.map(async (layer, index) => ({
    name: layer.name,
    path: paths[index],
    weights: await Promise.all(
      variablesOf(layer).map(async (variable) => ({
        shape: [...variable.shape],
        values: await variable.data<"float32">(),
      })),
    ),
  })));
}

/**
 * Sets the weights of `network` from those of a file, by the layers' names, or by their kind and
 * count where the file tells no names.
 *
 * @param source names the file in messages
 * @param options.partial true leaves layers as they are whose name or shapes the file lacks, such
 * as another task's last layer; otherwise every layer must be there and nothing else
 * @throws UserError where a layer is missing, surplus, of another shape or no number, and under
 * `partial` where no layer fits at all
 */
export function setLayerWeights(
  network: LayersModel,
  stored: readonly LayerWeights[],
  source: string,
  { partial = false }: { partial?: boolean } = {},
): TakenOver {
  const paths = kerasPaths(network.layers.map((layer) => layer.getClassName()));
  const isNamed = stored.every(({ name }) => name !== null);
  const found = new Map(stored.map((own) => [isNamed ? own.name! : own.path, own]));
  const assignments: [tf.Variable, StoredTensor][] = [];
  const result: TakenOver = { taken: [], folded: [], left: [] };
  const known = new Set<string>();
  for (const [index, layer] of network.layers.entries()) {
    const variables = variablesOf(layer);
    const key = isNamed ? layer.name : paths[index];
    if (variables.length === 0) continue;
    known.add(key);
    const { weights, folded } = found.get(key) ?? {};
    const fitting = partial
      ? weights?.map((tensor, at) => greyKernel(tensor, variables[at]))
      : weights;
    const why = whyNot(variables, fitting);
    if (why === null) {
      result.taken.push(layer.name);
      if (folded) result.folded.push(layer.name);
      fitting!.forEach((tensor, at) => assignments.push([variables[at], tensor]));
    } else result.left.push({ name: layer.name, why });
  }
  const [first] = result.left;
  if (first && !partial) {
    throw new UserError(`Expected ${source} to fit layer ${first.name}, but ${first.why}`);
  }
  const surplus = stored.find(({ name, path, weights }) =>
    weights.length > 0 && !known.has(isNamed ? name! : path)
  );
  if (surplus && !partial) {
    throw new UserError(
      `Expected ${source} to hold only the network's layers, but it also holds ` +
        (surplus.name ?? surplus.path),
    );
  }
  if (result.taken.length === 0) {
    const held = stored.filter(({ weights }) => weights.length).map(({ name, path }) =>
      name ?? path
    );
    throw new UserError(
      `Expected ${source} to hold weights of the network's layers, but it holds those of ` +
        (held.slice(0, 5).join(", ") || "none"),
    );
  }
  for (const [{ name }, tensor] of assignments) {
    refuseNoNumbers(tensor, name, source);
  }
  tf.tidy(() => {
    for (const [variable, { values, shape }] of assignments) {
      variable.assign(tf.tensor(values, shape));
    }
  });
  return result;
}

/**
 * `tensor` or, where it is a kernel for colours and `variable` one for grey [height, width, 1, filter],
 * its sum over the colours, which is the same for pictures without any.
 */
function greyKernel(tensor: StoredTensor, variable: tf.Variable | undefined): StoredTensor {
  const { shape, values } = tensor;
  const [height, width, colours, filters] = shape;
  const wanted = variable?.shape.join();
  if (shape.length !== 4 || colours !== 3 || wanted !== [height, width, 1, filters].join()) {
    return tensor;
  }
  const summed = new Float32Array(height * width * filters);
  values.forEach((value, at) => {
    summed[Math.floor(at / (colours * filters)) * filters + at % filters] += value;
  });
  return { shape: [height, width, 1, filters], values: summed };
}

/** Why weights cannot be set; null where they can. */
function whyNot(variables: tf.Variable[], weights: StoredTensor[] | undefined): string | null {
  if (!weights || weights.length === 0) return "it holds no such layer";
  if (weights.length !== variables.length) {
    return `it holds ${weights.length} weights where the network has ${variables.length}`;
  }
  const wrong = variables.findIndex(({ shape }, at) => shape.join() !== weights[at].shape.join());
  return wrong < 0
    ? null
    : `it holds a weight of shape [${weights[wrong].shape.join(", ")}] where ` +
      `the network's is [${variables[wrong].shape.join(", ")}]`;
}
