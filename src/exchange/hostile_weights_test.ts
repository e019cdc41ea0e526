import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { encodeZip } from "../data/made_inputs.ts";
import { encodeHdf5 } from "./hdf5.ts";
import { readWeights } from "./read_weights.ts";

const weights = [{ name: "dense/kernel", shape: [1], dtype: "float32" }];
const model = (paths: string[]) =>
  new TextEncoder().encode(JSON.stringify({ weightsManifest: [{ paths, weights }] }));

const cases: [string, string, () => Uint8Array | Promise<Uint8Array>, RegExp][] = [
  [
    "a Keras file that is a bomb",
    "a.keras",
    () => encodeZip([{ name: "model.weights.h5", content: new Uint8Array(2 ** 24), packed: true }]),
    /model\.weights\.h5 unpacks to more than 100 times the file's size/,
  ],
  [
    "a tensor of a shape that no number was written for",
    "a.weights.h5",
    () =>
      encodeHdf5((file) => {
        file.create_group("layers");
        file.create_group("layers/dense");
        const vars = file.create_group("layers/dense/vars");
        const data = new Float32Array(1);
        const shape = [1];
        vars.create_dataset({
          name: "0",
          data,
          shape,
          dtype: "<f4",
          maxshape: [null],
          chunks: [1],
        });
        (vars.get("0") as unknown as { resize(shape: number[]): void }).resize([2 ** 40]);
      }),
    /at most 134217728 numbers at .*, but its shape is \[1099511627776\]/,
  ],
  [
    "a model.json that names a file outside its folder",
    "model.json",
    () => model(["../secret.bin"]),
    /Expected names of files beside model\.json/,
  ],
  [
    "a model.json that names one file again and again",
    "model.json",
    () => model(["a.bin", "a.bin"]),
    /Expected each file once/,
  ],
];
for (const [what, name, make, message] of cases) {
  Deno.test(`refuses ${what}`, async () => {
    await withTemporaryFolder(async (folder) => {
      await Deno.writeFile(join(folder, name), await make());
      await assert.rejects(readWeights(join(folder, name)), (error: Error) => {
        assert.equal(error.name, "UserError");
        assert.match(error.message, message);
        return true;
      });
    });
  });
}
