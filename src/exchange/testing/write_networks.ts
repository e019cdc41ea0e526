import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs-core";
import { writeFileWhole } from "../../base/files.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { noiseTensor } from "../../engine/testing/noise.ts";
import { writeKerasFile } from "../keras_file.ts";
import { writeTfjsFiles } from "../tfjs_files.ts";
import { exchangedNetworks, SAMPLES } from "./exchanged_networks.ts";

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
