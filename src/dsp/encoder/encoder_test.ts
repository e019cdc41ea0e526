import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { extractFeatures } from "../extract_features.ts";
import { featureKey } from "../feature_cache.ts";
import { defaultFeatures, type FeatureConfig, featureConfigSchema } from "../feature_config.ts";
import { featureBins } from "../feature_extractor.ts";
import { type EncoderConfig, encoderValues, layerColumns } from "./encoder_config.ts";
import { readEncoder, readEncoderFile } from "./encoder_files.ts";
import { createEncoderInput } from "./encoder_input.ts";
import fixture from "./encoder_fixture.json" with { type: "json" };
import { readOnnxGraph, withOutputs } from "./onnx_graph.ts";
import { addEncoder, openEncoder } from "./open_encoder.ts";
import { readyEncoders } from "./ready_encoders.ts";
import { descriptions, type MadeEncoder, onnxOf, writeEncoder } from "./testing/made_encoder.ts";

const RATE = 16_000;
/** The sound of bench/parity/audio_encoders.py. */
const sound = Float32Array.from({ length: RATE / 2 }, (_, n) => {
  const time = n / RATE;
  if (time < 0.1) return 0;
  return 0.3 * Math.sin(2 * Math.PI * 220 * time) + 0.1 * Math.sin(2 * Math.PI * 1700 * time);
});

function assertNear(found: ArrayLike<number>, wanted: readonly number[], tolerance: number) {
  assert.equal(found.length, wanted.length);
  wanted.forEach((value, at) =>
    assert.ok(Math.abs(found[at] - value) <= tolerance, `${at}: ${found[at]}, not ${value}`)
  );
}

Deno.test("layers of exported encoders are those of Transformers, over the steps with sound", async (t) => {
  for (const name of Object.keys(descriptions) as MadeEncoder[]) {
    await t.step(name, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = await writeEncoder(folder, name);
        const { means, deviations } = fixture.encoders[name];
        const numbers = means.map((_, at) => at + 1);
        const config = await addEncoder(path, { layers: numbers, pooling: "meanAndDeviation" });
        assert.equal(config.width, 8);
        assert.deepEqual(config.layers.map(({ number }) => number), numbers);
        const encoder = await openEncoder(config);
        const found = encoder.embed(sound);
        encoder.dispose();
        const wanted = means.flatMap((mean, layer) => [...mean, ...deviations[layer]]);
        assertNear(found, wanted, 2e-4);
      });
    });
  }
});

Deno.test("Whisper's bands are those of its feature extractor", () => {
  const { values, shape } = createEncoderInput(descriptions.whisper.input, RATE)(sound);
  const [, bands, frames] = fixture.bands.shape;
  assert.deepEqual(shape, [1, bands, frames]);
  const column = Array.from({ length: bands }, (_, band) => values[band * frames + 20]);
  assertNear(column, fixture.bands.values, 1e-4);
  assertNear([values[90]], [fixture.bands.padding], 1e-6);
});

Deno.test("bands of a clip of any length, frame by frame, raised to a level", () => {
  const input = readyEncoders.resemblyzer.input;
  const feed = createEncoderInput(input, RATE);
  const loud = feed(sound);
  assert.deepEqual(loud.shape, [1, 50, 40]);
  const quiet = feed(sound.map((value) => 0.001 * value));
  const power = sound.reduce((sum, value) => sum + value ** 2, 0) / sound.length;
  // The quiet one is raised to −30 dB; the loud one is louder than that already.
  const ratio = 10 ** -3 / power;
  const at = 30 * 40 + 8;
  assert.ok(Math.abs(quiet.values[at] / loud.values[at] / ratio - 1) < 1e-4);
  const multiple = createEncoderInput({ ...input, framesMultiple: 4 } as typeof input, RATE);
  assert.deepEqual(multiple(sound).shape, [1, 48, 40]);
  // What is silent all through gives numbers too.
  assert.ok(feed(new Float32Array(RATE)).values.every((value) => value === 0));
});

Deno.test("an encoder's values follow the functionals, in runs' features and in the cache", async () => {
  await withTemporaryFolder(async (folder) => {
    const encoder = await addEncoder(await writeEncoder(folder, "wav2vec2"), { layers: [2] });
    const features: FeatureConfig = featureConfigSchema.parse({
      ...{ ...defaultFeatures, kind: "logMel", withPitch: true, frames: 1 },
      ...{ functionals: "mean", encoder },
    });
    const alone = featureConfigSchema.parse({
      ...{ ...defaultFeatures, frames: 1, functionals: "encoder", encoder },
    });
    assert.equal(featureBins(features), 67 + 8);
    assert.equal(featureBins(alone), 8);
    const path = join(folder, "a.wav");
    await Deno.writeFile(path, toneWav(1));
    const clips = [{ id: "a", path, sha256: "a".repeat(64) }];
    const options = { cache: false, quiet: true };
    const both = await extractFeatures(clips, features, options);
    const own = await extractFeatures(clips, alone, options);
    assert.deepEqual([...both.data.subarray(67)], [...own.data]);
    const { encoder: _, ...without } = features;
    const mean = await extractFeatures(clips, without, options);
    assert.deepEqual([...both.data.subarray(0, 67)], [...mean.data]);
    assert.equal(new Set([features, alone, without].map(featureKey)).size, 3);
    const other = { ...encoder, layers: [{ number: 1, tensor: "other" }] };
    assert.notEqual(featureKey({ ...alone, encoder: other }), featureKey(alone));
    // Which layers a training takes of those that were computed changes no feature.
    const all = await addEncoder(join(folder, "wav2vec2.onnx"));
    const chosen = await addEncoder(join(folder, "wav2vec2.onnx"), { layers: "auto" });
    assert.deepEqual(chosen, { ...all, choice: "innerSpeakers" });
    const [one, same] = [all, chosen].map((own) => featureKey({ ...alone, encoder: own }));
    assert.equal(one, same);
  });
});

Deno.test("columns are layer by layer", () => {
  const layers = [1, 3].map((number) => ({ number, tensor: `t${number}` }));
  const config = { layers, width: 2, pooling: "meanAndDeviation" } as EncoderConfig;
  assert.equal(encoderValues(config), 8);
  assert.deepEqual(layerColumns(config, 10), [[10, 11, 12, 13], [14, 15, 16, 17]]);
  assert.deepEqual(layerColumns({ ...config, pooling: "mean" }, 0), [[0, 1], [2, 3]]);
});

Deno.test("a graph's tensors are found, and any of them is put out", () => {
  const bytes = onnxOf("whisper");
  const graph = readOnnxGraph(bytes, "whisper.onnx");
  assert.deepEqual(graph.inputs, ["input_features"]);
  assert.deepEqual(graph.outputs, ["last_hidden_state"]);
  const [first] = graph.nodes[0].outputs;
  const more = readOnnxGraph(withOutputs(bytes, [first, "last_hidden_state"]), "more");
  assert.deepEqual(more.outputs, ["last_hidden_state", first]);
  assert.deepEqual(more.nodes, graph.nodes);
  for (
    const bad of [bytes.subarray(0, bytes.length - 3), Uint8Array.of(1, 2, 3), new Uint8Array()]
  ) {
    assert.throws(() => readOnnxGraph(bad, "bad.onnx"), UserError);
  }
});

Deno.test("what is wrong with an encoder is told", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = await writeEncoder(folder, "wav2vec2");
    const described = async (changes: object, message: RegExp) => {
      await writeEncoder(folder, "wav2vec2", changes);
      await assert.rejects(addEncoder(path), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    };
    const input = { ...descriptions.wav2vec2.input, tensor: "sound" };
    await described({ input }, /inputs sound, .* but it has input_values$/);
    await described({ layers: { pattern: "/blocks.{layer}/" } }, /named \/blocks\.\{layer\}\//);
    await described({ layers: { pattern: "/blocks/" } }, /layers/);
    await described({ layers: ["nowhere"] }, /the tensor nowhere, .*last_hidden_state/);
    await described({ hopSamples: 0 }, /hopSamples/);
    await writeEncoder(folder, "wav2vec2");
    await assert.rejects(
      addEncoder(path, { layers: [3] }),
      /layers of wav2vec2 from 1 to 2.*found 3/,
    );
    await Deno.remove(join(folder, "wav2vec2.json"));
    await assert.rejects(addEncoder(path), /wav2vec2\.json to describe.*--like/);
    await Deno.writeTextFile(
      join(folder, "x.json"),
      JSON.stringify({ ...descriptions.wav2vec2, file: "x" }),
    );
    await Deno.writeTextFile(join(folder, "x"), "no graph");
    await assert.rejects(readEncoderFile(join(folder, "x.json")), /x to be an ONNX file/);
    const unknown = { name: "mine", sha256: "0".repeat(64) };
    await assert.rejects(readEncoder(unknown), /mine .* on this machine.*features encoder FILE/);
  });
});

Deno.test("features refuse an encoder that does not fit them", () => {
  const encoder = {
    ...{ name: "e", sampleRateHz: RATE, hopSamples: 320, sha256: "0".repeat(64), width: 2 },
    input: { kind: "waveform", tensor: "x", standardised: false },
    ...{ layers: [{ number: 1, tensor: "y" }], pooling: "mean" },
  };
  const base = { ...defaultFeatures, frames: 1, functionals: "encoder" };
  const refuses = (features: object, message: RegExp) =>
    assert.match(String(featureConfigSchema.safeParse(features).error), message);
  assert.ok(featureConfigSchema.safeParse({ ...base, encoder }).success);
  refuses(base, /an encoder and functionals/);
  refuses({ ...defaultFeatures, encoder }, /an encoder and functionals/);
  refuses({ ...base, encoder, sampleRateHz: 8000 }, /sampling rate of the encoder/);
  refuses({ ...base, encoder, withPitch: true }, /neither withPitch nor a kind/);
  refuses({ ...base, encoder: { ...encoder, name: "a/b" } }, /letters, digits/);
});
