/** Readers of weights: checkpoints (safetensors) and Keras's HDF5 files. */
import { decodeKerasWeights } from "../../../src/exchange/keras_weights.ts";
import { encodeHdf5 } from "../../../src/exchange/hdf5.ts";
import { decodeTensors, encodeTensors } from "../../../src/train/safetensors.ts";
import type { FuzzTarget } from "../fuzz_target.ts";
import { mutateBytes } from "../mutate_bytes.ts";
import { mutateJson } from "../mutate_json.ts";

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
    weight: 150,
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
    attempt: async (random) => void await decodeKerasWeights(mutateBytes(hdf5, random), "fuzz"),
  },
];
