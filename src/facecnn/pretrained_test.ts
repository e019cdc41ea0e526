import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { namedVariables, setNamedNoise } from "../engine/testing/named_noise.ts";
import { noise, noiseTensor } from "../engine/testing/noise.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { readFaceApiExpression } from "./face_api_expression.ts";
import { miniXception } from "./mini_xception.ts";
import fixture from "./pretrained_fixture.json" with { type: "json" };
import { readGraph } from "./tfjs_graph.ts";
import { decodeTfjsWeights } from "./tfjs_weights.ts";
import { greyNoise } from "./testing/grey_noise.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const { batch, made } = fixture;

/** A tensor in the manifest of the fixture. */
interface Spec {
  shape: number[];
  quantization?: { dtype: string };
  values?: number[];
}

/** The bytes of made_weights in bench/parity/pretrained_faces.py. */
function madeWeights(specs: Spec[]): Uint8Array {
  const parts = specs.map(({ shape, quantization, values }, place) => {
    const some = noise(shape.reduce((product, length) => product * length, 1), place);
    if (quantization) return Uint8Array.from(some, (value) => Math.floor((value + 1) * 128));
    const numbers = values ? Int32Array.from(values) : some.map((value) => value * 0.1);
    return new Uint8Array(numbers.buffer);
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function close(found: tf.Tensor, expected: number[]): void {
  const difference = relativeDifference(found.dataSync(), expected);
  assert.ok(difference < 2e-5, `${difference}`);
}

const images = () => tf.tensor(Float32Array.from(greyNoise(batch, 48)), [batch, 48, 48, 1]);

Deno.test("mini-Xception's probabilities are Keras's", () => {
  const network = miniXception(7);
  setNamedNoise(network);
  tf.tidy(() => {
    const last = namedVariables(network).get("conv2d_7/kernel")!;
    last.assign(tf.mul(last, 0.02));
    const found = network.apply(noiseTensor([batch, 64, 64, 1], 100), { training: false });
    close(found as tf.Tensor, made.miniXception);
  });
  network.dispose();
});

Deno.test("face-api's network gives what TensorFlow gives, by quantised weights", () => {
  const { weights, probabilities } = made.faceApi;
  const manifest = [{ paths: ["made.bin"], weights }];
  const network = readFaceApiExpression(manifest, madeWeights(weights), "made");
  tf.tidy(() => close(network.execute(images(), [])[0], probabilities));
  network.dispose();
});

Deno.test("a graph's operations give what TensorFlow's give", () => {
  const { model, probabilities } = made.graph;
  const network = readGraph(model, madeWeights(model.weightsManifest[0].weights), "made");
  tf.tidy(() => close(network.execute(tf.div(images(), 255), ["Identity"])[0], probabilities));
  network.dispose();
});

Deno.test("files of weights that are no such files are refused with what is wrong", () => {
  const spec = { name: "a", shape: [2], dtype: "float32" };
  const decode = (manifest: unknown, bytes: number) => () =>
    decodeTfjsWeights(manifest, new Uint8Array(bytes), "net.bin");
  const refused = (work: () => unknown, message: RegExp) =>
    assert.throws(work, { name: "UserError", message });
  refused(decode([{ weights: [spec] }], 7), /net\.bin to have 8 bytes for a, but found 7/);
  refused(decode([{ weights: [spec] }], 9), /net\.bin to have 8 bytes, but found 9/);
  refused(decode([{ weights: [{ ...spec, dtype: "string" }] }], 8), /field 0\.weights\.0\.dtype/);
  refused(decode([{ weights: [{ ...spec, shape: [-1] }] }], 8), /field 0\.weights\.0\.shape/);
  refused(decode([], 0), /net\.bin/);
  const graph = (node: object[]) => () =>
    readGraph(
      { modelTopology: { node }, weightsManifest: [{ weights: [] }] },
      new Uint8Array(),
      "g",
    );
  refused(
    graph([{ name: "n", op: "ReadFile" }]),
    /g to have known operations, but n is a ReadFile/,
  );
  refused(graph([{ name: "n", op: "Const" }]), /g to hold the values of n/);
  const network = graph([{ name: "r", op: "Relu", input: ["later"] }])();
  refused(() => network.execute(tf.scalar(1), ["r"]), /g to have later before r/);
});
