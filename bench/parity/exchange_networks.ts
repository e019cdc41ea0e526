/**
 * In: a folder. Out: the networks of src/exchange/testing in Keras's and TensorFlow.js's format,
 * for bench/parity/exchange.py, and what Duygu predicts, in predictions.json.
 */
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs-core";
import { writeFileWhole } from "../../src/base/files.ts";
import { selectEngine } from "../../src/engine/select_engine.ts";
import { noiseTensor } from "../../src/engine/testing/noise.ts";
import { writeKerasFile } from "../../src/exchange/keras_file.ts";
import { exchangedNetworks, SAMPLES } from "../../src/exchange/testing/exchanged_networks.ts";
import { writeTfjsFiles } from "../../src/exchange/tfjs_files.ts";

const [folder] = Deno.args;
await selectEngine({ engine: "tensorflow", say: () => {} });
const predictions: Record<string, number[]> = {};
for (const { name, build, sampleShape } of exchangedNetworks) {
  const network = build();
  await writeKerasFile(network, join(folder, `${name}.keras`));
  await writeTfjsFiles(network, join(folder, name));
  const samples = noiseTensor([SAMPLES, ...sampleShape], 1);
  predictions[name] = [...await (network.predict(samples) as tf.Tensor).data()];
}
await writeFileWhole(join(folder, "predictions.json"), JSON.stringify(predictions));
