import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { noise, noiseTensor } from "../engine/testing/noise.ts";
import { UserError } from "../base/user_error.ts";
import { buildNetwork, modelRow, networkInput, networkKinds } from "../train/network_config.ts";
import { conformer, defaultConformer } from "../unet/conformer.ts";
import { denseFeatures } from "../unet/dense_features.ts";
import fixture from "./exchange_fixture.json" with { type: "json" };
import { bundledOnly } from "./export_import.ts";
import { writeKerasFile } from "./keras_file.ts";
import { kerasPaths, setLayerWeights } from "./layer_weights.ts";
import { loadPretrainedWeights, readWeights } from "./read_weights.ts";
import { exchangedNetworks, SAMPLES } from "./testing/exchanged_networks.ts";
import { writeTfjsFiles } from "./tfjs_files.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

async function predict(network: LayersModel, sampleShape: number[]): Promise<number[]> {
  const samples = noiseTensor([SAMPLES, ...sampleShape], 1);
  const output = network.predict(samples) as tf.Tensor;
  const values = [...await output.data()];
  tf.dispose([samples, output]);
  return values;
}

function close(found: number[], expected: number[], what: string): void {
  assert.equal(found.length, expected.length);
  const difference = Math.max(...found.map((value, at) => Math.abs(value - expected[at])));
  assert.ok(difference <= 1e-5, `${what}: ${difference}`);
}

/** Sets all weights to zero, so that what is read must have been read. */
function forget(network: LayersModel): LayersModel {
  tf.tidy(() => network.setWeights(network.getWeights().map((weight) => tf.zerosLike(weight))));
  return network;
}

async function unpack(content: string): Promise<Uint8Array<ArrayBuffer>> {
  const zipped = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

for (const { name, build, sampleShape } of exchangedNetworks) {
  Deno.test(`${name}: Keras predicts of our file what we predict, and we read it back`, () =>
    withTemporaryFolder(async (folder) => {
      const network = build();
      const expected = fixture.loaded[name as keyof typeof fixture.loaded];
      close(await predict(network, sampleShape), expected, "as Keras loaded it");
      const path = join(folder, "model.keras");
      await writeKerasFile(network, path);
      const again = forget(build());
      setLayerWeights(again, await readWeights(path), path);
      close(await predict(again, sampleShape), expected, "read back");
    }));

  Deno.test(`${name}: plain TensorFlow.js loads our files, and we read them back`, () =>
    withTemporaryFolder(async (folder) => {
      const network = build();
      const expected = await predict(network, sampleShape);
      await writeTfjsFiles(network, folder);
      const path = join(folder, "model.json");
      const shape = [SAMPLES, ...sampleShape];
      const values = [...noise(shape.reduce((product, length) => product * length, 1), 1)];
      await Deno.writeTextFile(join(folder, "samples.json"), JSON.stringify({ shape, values }));
      const script = fileURLToPath(new URL("testing/load_with_tfjs_alone.ts", import.meta.url));
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", script, path, join(folder, "samples.json")],
      }).output();
      const found = new TextDecoder().decode(stdout);
      assert.ok(found, new TextDecoder().decode(stderr));
      close(JSON.parse(found), expected, "as TensorFlow.js loaded it");
      const again = forget(build());
      setLayerWeights(again, await readWeights(path), path);
      close(await predict(again, sampleShape), expected, "read back");
    }));
}

for (const { network: name, file, content, predictions } of fixture.saved) {
  Deno.test(`${name}: weights that Keras saved as ${file} are read`, () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, file);
      await Deno.writeFile(path, await unpack(content));
      const { build, sampleShape } = exchangedNetworks.find((one) => one.name === name)!;
      const network = forget(build());
      setLayerWeights(network, await readWeights(path), path);
      close(await predict(network, sampleShape), predictions, file);
    }));
}

Deno.test("the same network gives the same bytes", () =>
  withTemporaryFolder(async (folder) => {
    const paths = ["a.keras", "b.keras"].map((name) => join(folder, name));
    await writeKerasFile(exchangedNetworks[1].build(), paths[0]);
    // HDF5 keeps times in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await writeKerasFile(exchangedNetworks[1].build(), paths[1]);
    const [first, second] = await Promise.all(paths.map((path) => Deno.readFile(path)));
    assert.deepEqual(first, second);
  }));

Deno.test("layers are counted by kind as Keras counts them", () => {
  assert.deepEqual(
    kerasPaths(["InputLayer", "Conv1D", "ReLU", "BatchNormalization", "Conv1D", "DepthwiseConv2D"]),
    ["input_layer", "conv1d", "re_lu", "batch_normalization", "conv1d_1", "depthwise_conv2d"],
  );
});

const dense = (classes: number) => denseFeatures({ features: 6, units: [5, 4], classes }, 2);

Deno.test("pretrained weights are taken where they fit, and the rest is reported", () =>
  withTemporaryFolder(async (folder) => {
    const saved = fixture.saved.find(({ file }) => file === "saved.h5")!;
    const path = join(folder, "saved.h5");
    const { content } = fixture.saved.find(({ network, file }) =>
      network === "denseFeatures" && file === saved.file
    )!;
    await Deno.writeFile(path, await unpack(content));
    const { taken, left } = await loadPretrainedWeights(dense(4), path);
    assert.deepEqual(taken, ["dense1", "norm1", "dense2", "norm2"]);
    assert.deepEqual(left.map(({ name }) => name), ["softmax"]);
    assert.match(left[0].why, /shape \[4, 3\] where the network's is \[4, 4\]/);
    const other = exchangedNetworks[0].build();
    await assert.rejects(loadPretrainedWeights(other, path), {
      name: "UserError",
      message: /weights of the network's layers, but it holds those of dense1, norm1/,
    });
  }));

Deno.test("weights that do not fit are refused whole", () => {
  const tensor = { shape: [1], values: new Float32Array(1) };
  const refused = (network: LayersModel, names: string[], message: RegExp) =>
    assert.throws(
      () =>
        setLayerWeights(
          network,
          names.map((name) => ({ name, path: name, weights: [tensor] })),
          "file",
        ),
      { name: "UserError", message },
    );
  refused(dense(3), ["other"], /file to fit layer dense1, but it holds no such layer/);
  refused(dense(3), ["dense1"], /it holds 1 weights where the network has 2/);
});

Deno.test("weights of more layers than the network has are refused, or left where allowed", () => {
  const network = dense(3);
  const stored = network.layers.map((layer) => ({
    name: layer.name,
    path: layer.name,
    weights: layer.getWeights().map((weight) => ({
      shape: weight.shape,
      values: Float32Array.from(weight.dataSync()),
    })),
  }));
  const tensor = { shape: [1], values: new Float32Array(1) };
  const surplus = [...stored, { name: "dense9", path: "dense9", weights: [tensor] }];
  assert.throws(() => setLayerWeights(network, surplus, "file"), {
    name: "UserError",
    message: "Expected file to hold only the network's layers, but it also holds dense9",
  });
  const { taken, left } = setLayerWeights(network, surplus, "file", { partial: true });
  assert.deepEqual([taken, left], [["dense1", "norm1", "dense2", "norm2", "softmax"], []]);
});

Deno.test("a network with layers that Keras lacks is not written for it", () =>
  withTemporaryFolder(async (folder) => {
    const config = { ...defaultConformer, channels: 8, blocks: 1, heads: 2 };
    const network = conformer(config, { frames: 16, bins: 5, classes: 2 }, 1);
    await assert.rejects(writeKerasFile(network, join(folder, "model.keras")), {
      name: "UserError",
      message: /^Expected layers that Keras knows, but \w+ is a \w+; a bundle holds any network$/,
    });
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("the networks that are written as bundles alone are those with such layers", () =>
  withTemporaryFolder(async (folder) => {
    const shapes = { audio: [64, 67], features: [30], images: [48, 48, 1] };
    const refused = async (network: LayersModel, write: typeof writeKerasFile) =>
      await write(network, join(folder, write.name)).then(() => false, (error) => {
        if (error instanceof UserError) return true;
        throw error;
      });
    for (const kind of networkKinds) {
      const config = modelRow(kind).network("turev");
      const network = buildNetwork(config, shapes[networkInput(config)], 4, 1);
      const isBundled = bundledOnly.some((one) => one === kind);
      assert.equal(await refused(network, writeKerasFile), isBundled, `${kind} for Keras`);
      assert.equal(await refused(network, writeTfjsFiles), isBundled, `${kind} for TensorFlow.js`);
      network.dispose();
    }
  }));

Deno.test("what is no file of weights is refused with its name", () =>
  withTemporaryFolder(async (folder) => {
    const refused = async (name: string, content: string, message: RegExp) => {
      const path = join(folder, name);
      await Deno.writeTextFile(path, content);
      await assert.rejects(readWeights(path), { name: UserError.name, message });
    };
    await refused(
      "a.keras",
      "no zip",
      /a\.keras to be a file that Keras saved, but it is another kind of file$/,
    );
    await refused("a.h5", "no hdf5", /a\.h5 to be a sound HDF5 file/);
    await refused("a.txt", "", /a\.txt to be a \.keras, \.h5 or/);
    await refused("a.safetensors", "", /a\.safetensors to be a safetensors file/);
    await refused("a.json", "{}", /a\.json field weightsManifest/);
    const manifest = (paths: string[], shape = [2]) =>
      JSON.stringify({
        weightsManifest: [{ paths, weights: [{ name: "a/kernel", shape, dtype: "float32" }] }],
      });
    await refused("b.json", manifest(["../../etc/passwd"]), /names of files beside model\.json/);
    await refused("c.json", manifest(["nowhere.bin"]), /nowhere\.bin, which .*c\.json names/);
    await Deno.writeFile(join(folder, "short.bin"), new Uint8Array(4));
    await refused("d.json", manifest(["short.bin"]), /weights of .*d\.json to be as long/);
    await assert.rejects(readWeights(join(folder, "missing.h5")), /Expected a file of weights at/);
  }));
