/**
 * Networks in TensorFlow.js's graph format (model.json with a GraphDef's nodes): executed node by
 * node by operations of the engine. Only the operations that the face networks of npm's
 * @vladmandic/human have are known.
 */
import { Buffer } from "node:buffer";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { decodeTfjsWeights, type TfjsTensor } from "./tfjs_weights.ts";

// Keys are TensorFlow's; whole numbers come as text.
const whole = z.union([z.int(), z.string().regex(/^-?\d+$/)]).transform(Number);
const attributeSchema = z.looseObject({
  s: z.string().optional(),
  b: z.boolean().optional(),
  list: z.looseObject({
    i: z.array(whole).optional(),
    s: z.array(z.string()).optional(),
  }).optional(),
});
const nodeSchema = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});
const modelSchema = z.looseObject({
  modelTopology: z.looseObject({ node: z.array(nodeSchema).min(1) }),
  weightsManifest: z.unknown(),
});

type Node = z.infer<typeof nodeSchema>;

/** A network that can be asked. */
export interface GraphNetwork {
  /** The tensors of the nodes `outputs` for `input`, the only placeholder's value. */
  execute(input: tf.Tensor, outputs: readonly string[]): tf.Tensor[];
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Makes a network of model.json's content and its weights. Throws UserError, naming `source`, where
 * they are malformed, or an operation is not known.
 */
export function readGraph(model: unknown, weights: Uint8Array, source: string): GraphNetwork {
  const { modelTopology: { node: nodes }, weightsManifest } = checkShape(
    model,
    modelSchema,
    `The model ${source}: its`,
  );
  const unknown = nodes.find(({ op }) => !(op in operations || isSource(op)));
  if (unknown) {
    throw new UserError(
      `Expected ${source} to have known operations, but ${unknown.name} is a ${unknown.op}`,
    );
  }
  const stored = decodeTfjsWeights(weightsManifest, weights, source);
  const constants = new Map<string, tf.Tensor>();
  for (const { name } of nodes.filter(({ op }) => op === "Const")) {
    const tensor = stored.get(name);
    if (!tensor) throw new UserError(`Expected ${source} to hold the values of ${name}`);
    constants.set(name, constantOf(tensor));
  }
  return {
    execute: (input, outputs) => {
      const values = new Map<string, tf.Tensor>(constants);
      for (const node of nodes) {
        if (node.op === "Placeholder") values.set(node.name, input);
        if (isSource(node.op)) continue;
        const inputs = node.input.map((name) => {
          const value = values.get(name.split(":")[0]);
          if (value) return value;
          throw new UserError(`Expected ${source} to have ${name} before ${node.name}`);
        });
        const constant = (place: number) => [...stored.get(node.input[place])?.values ?? []];
        values.set(node.name, operations[node.op](inputs, node, constant));
      }
      return outputs.map((name) => values.get(name)!);
    },
    dispose: () => tf.dispose([...constants.values()]),
  };
}

const isSource = (op: string) => op === "Const" || op === "Placeholder";

/** A variable, which compiled steps take as their own state. */
function constantOf({ values, shape, dtype }: TfjsTensor): tf.Tensor {
  return tf.tidy(() => tf.variable(tf.tensor(values, shape, dtype), false));
}

/** Computes a node of its inputs; `constant` gives the values of an input that is a constant. */
type Operation = (
  inputs: tf.Tensor[],
  node: Node,
  constant: (place: number) => number[],
) => tf.Tensor;

const textOf = (coded = "") => Buffer.from(coded, "base64").toString();

/** Strides or sizes of an attribute that lists them for [batch, height, width, channel]. */
function pairOf({ attr, name }: Node, key: string): [number, number] {
  const list = attr[key]?.list?.i ?? [];
  if (list.length !== 4) throw new UserError(`Expected ${name} to have four ${key}`);
  return [list[1], list[2]];
}

function paddingOf({ attr, name }: Node): "same" | "valid" {
  const padding = textOf(attr.padding?.s).toLowerCase();
  if (padding === "same" || padding === "valid") return padding;
  throw new UserError(`Expected ${name} to be padded same or valid, but found "${padding}"`);
}

function convolved([input, filter]: tf.Tensor[], node: Node): tf.Tensor {
  const strides = pairOf(node, "strides");
  return tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, strides, paddingOf(node));
}

/** A convolution followed by operations that TensorFlow computes with it. */
const fused: Operation = (inputs, node) => {
  let value = convolved(inputs, node);
  for (const coded of node.attr.fused_ops?.list?.s ?? []) {
    const op = textOf(coded);
    if (op === "BiasAdd") value = tf.add(value, inputs[2]);
    else if (op === "Relu") value = tf.relu(value);
    else throw new UserError(`Expected ${node.name} to be fused with known operations, not ${op}`);
  }
  return value;
};

const operations: Record<string, Operation> = {
  _FusedConv2D: fused,
  Conv2D: convolved,
  DepthwiseConv2dNative: ([input, filter], node) =>
    tf.depthwiseConv2d(
      input as tf.Tensor4D,
      filter as tf.Tensor4D,
      pairOf(node, "strides"),
      paddingOf(node),
    ),
  MaxPool: ([input], node) =>
    tf.maxPool(
      input as tf.Tensor4D,
      pairOf(node, "ksize"),
      pairOf(node, "strides"),
      paddingOf(node),
    ),
  AddV2: ([a, b]) => tf.add(a, b),
  BiasAdd: ([a, b]) => tf.add(a, b),
  Relu: ([value]) => tf.relu(value),
  Mean: ([value], { attr }, constant) => tf.mean(value, constant(1), attr.keep_dims?.b ?? false),
  Softmax: ([value]) => tf.softmax(value),
  Sigmoid: ([value]) => tf.sigmoid(value),
  Identity: ([value]) => value,
  Reshape: ([value], _, constant) => tf.reshape(value, constant(1)),
  ConcatV2: (values, _, constant) => tf.concat(values.slice(0, -1), constant(values.length - 1)[0]),
  Pad: ([value], _, constant) => {
    const sides = constant(1);
    return tf.pad(value, value.shape.map((__, axis) => [sides[2 * axis], sides[2 * axis + 1]]));
  },
};
