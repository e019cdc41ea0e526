import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { noise } from "../engine/testing/noise.ts";
import { defaultMobileNet, mobileNet, mobileNetBlocks } from "../facecnn/mobile_net.ts";
import type { Examples } from "../train/examples.ts";
import { FACE_RES, nameOfWeights } from "../train/named_weights.ts";
import { provisionWeights } from "./face_mobile_nets.ts";
import { hashWeights, loadPretrainedWeights } from "./read_weights.ts";
import { unfoldNormalisation } from "./unfold_normalisation.ts";

const WIDTH = 1 / 16;
/** So that every halving is of an even number, where both ways of padding are one. */
const SIZE = 64;
const NAME = "ssd_mobilenetv1_model-weights_manifest.json";

await selectEngine({ engine: "cpu" });

/** A tensor of a made network. */
interface MadeTensor {
  shape: number[];
  values: Float32Array;
}

const filters = (count: number) => Math.round(count * WIDTH);
const blocks = mobileNetBlocks({ depth: 5 });

/**
 * The tensors of a MobileNet of narrow layers, each of numbers of its own about `middle`: what `first`
 * adds for the first layer, then `block` for each of the others.
 */
function madeTensors(
  first: (add: AddTensor, outputs: number) => void,
  block: (add: AddTensor, number: number, inputs: number, outputs: number) => void,
): Map<string, MadeTensor> {
  const tensors = new Map<string, MadeTensor>();
  const add: AddTensor = (name, shape, scale, middle = 0) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from(noise(count, tensors.size), (one) => middle + scale * one);
    tensors.set(name, { shape, values });
  };
  let inputs = filters(32);
  first(add, inputs);
  for (const [at, [wanted]] of blocks.entries()) {
    const outputs = filters(wanted);
    block(add, at + 1, inputs, outputs);
    inputs = outputs;
  }
  return tensors;
}
type AddTensor = (name: string, shape: number[], scale: number, middle?: number) => void;

/** A detector's tensors by name, without the beginning that all share. */
const madeDetector = () =>
  madeTensors((add, outputs) => {
    add("0_pointwise/weights", [3, 3, 3, outputs], 0.5);
    add("0_pointwise/convolution_bn_offset", [outputs], 0.5, 1);
  }, (add, number, inputs, outputs) => {
    const [deep, point] = [`${number}_depthwise`, `${number}_pointwise`];
    add(`${deep}/depthwise_weights`, [3, 3, inputs, 1], 0.5);
    add(`${deep}/BatchNorm/gamma`, [inputs], 0.2, 1);
    add(`${deep}/BatchNorm/beta`, [inputs], 0.3, 0.5);
    add(`${deep}/BatchNorm/moving_mean`, [inputs], 0.5);
    add(`${deep}/BatchNorm/moving_variance`, [inputs], 0.4, 1);
    add(`${point}/weights`, [1, 1, inputs, outputs], 0.8);
    add(`${point}/convolution_bn_offset`, [outputs], 0.5, 1);
  });

/** Those of a network that describes faces. */
const madeFaceRes = () =>
  madeTensors((add, outputs) => {
    add("conv1/convolution/merged_input", [3, 3, 3, outputs], 0.01);
    add("conv1_bn/batchnorm_1/sub", [outputs], 0.5, 1);
  }, (add, number, inputs, outputs) => {
    const [deep, point] = [`conv_dw_${number}`, `conv_pw_${number}`];
    add(`${deep}/depthwise_kernel`, [3, 3, inputs, 1], 0.5);
    add(`${deep}_bn/batchnorm_1/mul`, [inputs], 0.2, 1);
    add(`${deep}_bn/batchnorm_1/sub`, [inputs], 0.3, 0.5);
    add(`${point}/convolution/merged_input`, [1, 1, inputs, outputs], 0.8);
    add(`${point}_bn/batchnorm_1/sub`, [outputs], 0.5, 1);
  });

/** The files' entries; `quantised` halves the values to float16. */
async function writeWeights(
  folder: string,
  tensors: ReadonlyMap<string, MadeTensor>,
  quantised = false,
) {
  const weights = Array.from(tensors, ([name, { shape }]) => ({
    ...{ name, shape, dtype: "float32" },
    ...quantised && { quantization: { dtype: "float16", original_dtype: "float32" } },
  }));
  const pieces = Array.from(tensors.values(), ({ values }) => {
    const { buffer } = quantised ? new Float16Array(values) : values;
    return new Uint8Array(buffer as ArrayBuffer);
  });
  await Deno.writeFile(join(folder, "weights.bin"), await new Blob(pieces).bytes());
  return [{ paths: ["weights.bin"], weights }];
}

async function writeDetector(folder: string, tensors = madeDetector()): Promise<string> {
  const named = new Map(
    Array.from(tensors, ([name, tensor]) => [`MobilenetV1/Conv2d_${name}`, tensor]),
  );
  const path = join(folder, NAME);
  await Deno.writeTextFile(path, JSON.stringify(await writeWeights(folder, named)));
  return path;
}

async function writeFaceRes(folder: string, tensors = madeFaceRes()): Promise<string> {
  const weightsManifest = await writeWeights(folder, tensors, true);
  const path = join(folder, "faceres.json");
  await Deno.writeTextFile(path, JSON.stringify({ format: "graph-model", weightsManifest }));
  return path;
}

const clipped = (value: tf.Tensor) => tf.clipByValue(value, 0, 6) as tf.Tensor4D;

/**
 * `images` in three channels, with zeros below and to the right: Duygu's network pads before it
 * scales, the others afterwards; see the header of face_mobile_nets.ts.
 */
const paddedColours = (images: tf.Tensor4D) =>
  tf.tile(tf.pad(images, [[0, 0], [0, 1], [0, 1], [0, 0]]), [1, 1, 1, 3]);

/** How a network of others computes what it does of its tensors. */
interface OthersNetwork {
  blocks: number;
  tensor(name: string): tf.Tensor;
  /** Kernel and offset of the first convolution. */
  first: [string, string];
  depthwise(block: number): string;
  normalised(value: tf.Tensor4D, block: number): tf.Tensor;
  /** Kernel and offset. */
  pointwise(block: number): [string, string];
}

/** What it computes of `scaled` images [batch, height, width, 3], padded for the first layer. */
function othersFeatures(scaled: tf.Tensor, of: OthersNetwork): tf.Tensor4D {
  const kernel = (name: string) => of.tensor(name) as tf.Tensor4D;
  const [firstKernel, firstOffset] = of.first;
  const first = tf.conv2d(scaled as tf.Tensor4D, kernel(firstKernel), 2, "valid");
  let value = clipped(tf.add(first, of.tensor(firstOffset)));
  for (const [at, [, stride]] of blocks.slice(0, of.blocks).entries()) {
    const deepened = tf.depthwiseConv2d(value, kernel(of.depthwise(at + 1)), stride, "same");
    value = clipped(of.normalised(deepened, at + 1));
    const [pointKernel, offset] = of.pointwise(at + 1);
    value = clipped(tf.add(tf.conv2d(value, kernel(pointKernel), 1, "same"), of.tensor(offset)));
  }
  return value;
}

/** What the detector itself computes of grey images of 0 to 1, as its own code has it. */
function detectorFeatures(images: tf.Tensor4D): tf.Tensor4D {
  const tensors = madeDetector();
  const tensor = (name: string) => {
    const { shape, values } = tensors.get(name)!;
    return tf.tensor(values, shape);
  };
  return othersFeatures(tf.sub(tf.mul(paddedColours(images), 2), 1), {
    blocks: 11,
    tensor,
    first: ["0_pointwise/weights", "0_pointwise/convolution_bn_offset"],
    depthwise: (block) => `${block}_depthwise/depthwise_weights`,
    normalised: (value, block) => {
      const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"]
        .map((name) => tensor(`${block}_depthwise/BatchNorm/${name}`) as tf.Tensor1D);
      return tf.batchNorm(value, mean, variance, beta, gamma, 1e-3);
    },
    pointwise: (block) => [
      `${block}_pointwise/weights`,
      `${block}_pointwise/convolution_bn_offset`,
    ],
  });
}

/** What the network that describes faces computes of them, of blue, green and red of 0 to 255. */
function faceResFeatures(images: tf.Tensor4D): tf.Tensor4D {
  const tensors = madeFaceRes();
  const tensor = (name: string) => {
    const { shape, values } = tensors.get(name)!;
    return tf.tensor(Float32Array.from(new Float16Array(values)), shape);
  };
  const means = tf.tensor1d([103.939, 116.779, 123.68]);
  return othersFeatures(tf.sub(tf.mul(paddedColours(images), 255), means), {
    blocks: 13,
    tensor,
    first: ["conv1/convolution/merged_input", "conv1_bn/batchnorm_1/sub"],
    depthwise: (block) => `conv_dw_${block}/depthwise_kernel`,
    normalised: (value, block) => {
      const scaled = tf.mul(value, tensor(`conv_dw_${block}_bn/batchnorm_1/mul`));
      return tf.add(scaled, tensor(`conv_dw_${block}_bn/batchnorm_1/sub`));
    },
    pointwise: (block) => [
      `conv_pw_${block}/convolution/merged_input`,
      `conv_pw_${block}_bn/batchnorm_1/sub`,
    ],
  });
}

const network = () =>
  mobileNet({ ...defaultMobileNet, width: WIDTH }, { size: SIZE, classes: 3 }, 1);
const images = () => {
  const values = Float32Array.from(noise(6 * SIZE * SIZE, 77), (one) => (one + 1) / 2);
  return tf.tensor4d(values, [6, SIZE, SIZE, 1]);
};
const examples = (): Examples => ({
  ids: ["a", "b", "c", "d", "e", "f"],
  labels: [0, 0, 1, 1, 2, 2],
  data: images().dataSync<"float32">(),
  sampleShape: [SIZE, SIZE, 1],
});
const featuresOf = (of: ReturnType<typeof network>, block = 11) =>
  model({
    inputs: of.inputs,
    outputs: of.getLayer(`conv_pw_${block}_relu`).output as SymbolicTensor,
  });

function largestDifference(first: tf.Tensor, second: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(first, second))).dataSync()[0];
}

Deno.test("MobileNet with a face detector's weights computes what the detector does", () =>
  withTemporaryFolder(async (folder) => {
    const path = await writeDetector(folder);
    const own = network();
    const { taken, folded, left } = await loadPretrainedWeights(own, path);
    const fresh = ["conv_dw_12", "conv_dw_12_bn", "conv_pw_12", "conv_pw_12_bn"];
    assert.deepEqual(left.map(({ name }) => name), [
      ...fresh,
      ...fresh.map((name) => name.replace("12", "13")),
      ...["dense", "softmax"],
    ]);
    assert.equal(taken.length, 2 + 4 * 11);
    assert.deepEqual(folded.slice(0, 2), ["conv1_bn", "conv_pw_1_bn"]);
    assert.equal(folded.length, 12);
    const expected = detectorFeatures(images());
    const found = featuresOf(own).apply(images(), { training: false }) as tf.Tensor;
    assert.ok(tf.max(expected).dataSync()[0] > 0.5, "something reaches the end");
    assert.ok(largestDifference(found, expected) < 1e-4);
    assert.match(await hashWeights(path), /^[0-9a-f]{64}$/);
  }));

Deno.test("MobileNet with the weights of a network that describes faces computes what that does", () =>
  withTemporaryFolder(async (folder) => {
    const path = await writeFaceRes(folder);
    const own = network();
    const { taken, folded, left } = await loadPretrainedWeights(own, path);
    assert.deepEqual(left.map(({ name }) => name), ["dense", "softmax"]);
    assert.equal(taken.length, 2 + 4 * 13);
    assert.equal(folded.length, 1 + 2 * 13);
    const expected = faceResFeatures(images());
    const found = featuresOf(own, 13).apply(images(), { training: false }) as tf.Tensor;
    assert.ok(tf.max(expected).dataSync()[0] > 0.5, "something reaches the end");
    assert.ok(largestDifference(found, expected) < 1e-4);
    unfoldNormalisation(own, folded, examples());
    const unfolded = featuresOf(own, 13).apply(images(), { training: false }) as tf.Tensor;
    assert.ok(largestDifference(unfolded, expected) < 1e-3);
  }));

Deno.test("unfolded normalisations predict the same, and compute it in training too", () =>
  withTemporaryFolder(async (folder) => {
    const own = network();
    const { folded } = await loadPretrainedWeights(own, await writeDetector(folder));
    const before = featuresOf(own).apply(images(), { training: false }) as tf.Tensor;
    unfoldNormalisation(own, folded, examples());
    const after = featuresOf(own).apply(images(), { training: false }) as tf.Tensor;
    assert.ok(largestDifference(before, after) < 1e-4);
    // With all of them the batch's own statistics are those that they hold.
    const names = own.layers.map(({ name }) => name).filter((name) => /\d_bn$/.test(name));
    unfoldNormalisation(own, names, examples());
    const trained = featuresOf(own).apply(images(), { training: true }) as tf.Tensor;
    assert.ok(largestDifference(before, trained) < 1e-3);
  }));

Deno.test("a manifest of another network, a missing tensor and a missing file are named", () =>
  withTemporaryFolder(async (folder) => {
    const tensors = madeDetector();
    const refused = async (changed: typeof tensors, message: RegExp) => {
      const path = await writeDetector(folder, changed);
      await assert.rejects(loadPretrainedWeights(network(), path), { name: "UserError", message });
    };
    const without = new Map(tensors);
    without.delete("7_depthwise/BatchNorm/beta");
    await refused(without, /to hold MobilenetV1\/Conv2d_7_depthwise\/BatchNorm\/beta as float32/);
    await Deno.writeTextFile(
      join(folder, NAME),
      JSON.stringify([{ paths: ["weights.bin"], weights: [{ name: "dense0/conv0/filters" }] }]),
    );
    await assert.rejects(loadPretrainedWeights(network(), join(folder, NAME)), {
      name: "UserError",
      message: /manifest of a face detector .* but found dense0\/conv0\/filters/,
    });
    const path = await writeDetector(folder);
    await Deno.remove(join(folder, "weights.bin"));
    await assert.rejects(loadPretrainedWeights(network(), path), /weights\.bin/);
    const graph = madeFaceRes();
    graph.delete("conv_pw_13_bn/batchnorm_1/sub");
    await assert.rejects(loadPretrainedWeights(network(), await writeFaceRes(folder, graph)), {
      name: "UserError",
      message: /faceres\.json to hold conv_pw_13_bn\/batchnorm_1\/sub as float32/,
    });
  }));

Deno.test("the weights that are fetched by their name have the hash that the name stands for", async () => {
  assert.equal(
    nameOfWeights(await hashWeights(await provisionWeights(FACE_RES, () => {}))),
    FACE_RES,
  );
});
