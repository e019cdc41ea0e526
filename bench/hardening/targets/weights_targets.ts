/** Readers of weights: checkpoints (safetensors), files of Keras and of TensorFlow.js. */
import { join } from "node:path";
import { encodeZip } from "../../../src/data/made_inputs.ts";
import { selectEngine } from "../../../src/engine/select_engine.ts";
import { encodeHdf5 } from "../../../src/exchange/hdf5.ts";
import { decodeKerasWeights, readKerasFile } from "../../../src/exchange/keras_file.ts";
import { readTfjsFiles } from "../../../src/exchange/tfjs_files.ts";
import { decodeTensors, encodeTensors } from "../../../src/train/safetensors.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { mutateBytes, mutateJson, mutateZip } from "../mutations.ts";

// TensorFlow.js makes tensors of weights.
await selectEngine({ engine: "cpu", say: () => {} });

const values = Float32Array.from({ length: 6 }, (_, at) => at);
const pieces = [...encodeTensors({
  tensors: new Map([["a", { shape: [2, 3], values }], ["b", { shape: [6], values }]]),
  metadata: { state: '{"epoch":1}' },
})];
const checkpoint = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
const header = {
  __metadata__: { state: "{}" },
  a: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
  b: { dtype: "F32", shape: [6], data_offsets: [24, 48] },
};
const hdf5 = await encodeHdf5((file) => {
  file.create_group("layers");
  file.create_group("layers/dense");
  const vars = file.create_group("layers/dense/vars");
  vars.create_attribute("name", "dense");
  vars.create_dataset({ name: "0", data: values, shape: [2, 3], dtype: "<f4" });
});
const older = await encodeHdf5((file) => {
  file.create_attribute("layer_names", ["dense"]);
  const layer = file.create_group("dense");
  layer.create_attribute("weight_names", ["dense/kernel:0"]);
  file.create_group("dense/dense");
  file.create_dataset({ name: "dense/dense/kernel:0", data: values, shape: [2, 3], dtype: "<f4" });
});
const kerasFile = encodeZip([
  { name: "metadata.json", content: new TextEncoder().encode("{}") },
  { name: "model.weights.h5", content: hdf5, packed: true },
]);
const model = {
  modelTopology: {},
  weightsManifest: [{
    paths: ["weights.bin"],
    weights: [
      { name: "dense/kernel", shape: [2, 3], dtype: "float32" },
      {
        name: "dense/bias",
        shape: [3],
        dtype: "float32",
        quantization: { dtype: "uint8", scale: 0.1, min: 0 },
      },
    ],
  }],
};

/** A safetensors file whose header is a mutation of a sound one. */
function withHeader(text: string): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + 48);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

/** Checkpoints and weights from elsewhere. */
export const weightsTargets: FuzzTarget[] = [
  {
    name: "checkpoint (safetensors)",
    weight: 300,
    attempt: (random) => {
      const bytes = random.uniform() < 0.5
        ? withHeader(mutateJson(header, random))
        : mutateBytes(checkpoint, random);
      decodeTensors(bytes, "fuzz");
    },
  },
  {
    name: "weights of Keras (HDF5)",
    weight: 10,
    inputsPerProcess: 300,
    attempt: async (random) => {
      await decodeKerasWeights(mutateBytes(random.pick([hdf5, older]), random), "fuzz");
    },
  },
  {
    name: "weights of Keras (.keras)",
    weight: 3,
    inputsPerProcess: 300,
    attempt: async (random, folder) => {
      const path = join(folder, "model.keras");
      const mutate = random.pick([mutateZip, mutateBytes]);
      Deno.writeFileSync(path, mutate(kerasFile, random));
      await readKerasFile(path);
    },
  },
  {
    name: "weights of TensorFlow.js",
    weight: 8,
    attempt: async (random, folder) => {
      const path = join(folder, "model.json");
      Deno.writeFileSync(join(folder, "weights.bin"), new Uint8Array(random.pick([27, 26, 0])));
      Deno.writeTextFileSync(path, mutateJson(model, random));
      await readTfjsFiles(path);
    },
  },
];
