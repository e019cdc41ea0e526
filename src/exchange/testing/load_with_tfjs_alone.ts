/**
 * In: a model.json and a JSON file {shape, values} of samples. Out: what plain TensorFlow.js
 * predicts, as JSON on standard output; nothing of Duygu is loaded.
 */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { dirname, join } from "node:path";

const [modelPath, samplesPath] = Deno.args;
const { modelTopology, weightsManifest } = JSON.parse(await Deno.readTextFile(modelPath));
const [{ paths, weights }] = weightsManifest;
const weightData = (await Deno.readFile(join(dirname(modelPath), paths[0]))).buffer;
const network = await loadLayersModel(
  tf.io.fromMemory({ modelTopology, weightSpecs: weights, weightData }),
);
const { shape, values } = JSON.parse(await Deno.readTextFile(samplesPath));
const output = network.predict(tf.tensor(values, shape)) as tf.Tensor;
console.log(JSON.stringify([...await output.data()]));
