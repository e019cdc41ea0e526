import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../../data/testing/temporary_folder.ts";
import { onnxOf } from "../../../dsp/encoder/testing/made_encoder.ts";
import { shareOnnxRuntime } from "../../../dsp/encoder/testing/shared_onnx_runtime.ts";
import { outputOf, startProgram } from "../../testing/run_program.ts";

Deno.test("features encoder describes a file, shows its layers, and train finds it", async () => {
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "small.onnx");
    await Deno.writeFile(file, onnxOf("hubert"));
    const variables = { DUYGU_CACHE: join(folder, "cache") };
    await shareOnnxRuntime(variables.DUYGU_CACHE);
    const run = (...words: string[]) => outputOf(startProgram(words, variables));
    const missing = await run("features", "encoder", file);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /small\.json to describe the encoder.*--like/);
    const shown = await run("features", "encoder", file, "--like", "hubert-base");
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /encoder +hubert-base/);
    assert.match(shown.stdout, /layers +2, of 8 numbers every 20 ms/);
    const { layers, width } = JSON.parse((await run("features", "encoder", file, "--json")).stdout);
    assert.equal(width, 8);
    assert.equal(layers.length, 2);
    const other = await run("features", "encoder", file, "--like", "wavlm-base");
    assert.equal(other.code, 2);
    assert.match(other.stderr, /describes the encoder already; remove it, or leave out --like/);
    const wrong = await run("train", "synthetic", "--features", file, "--runs", folder);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Expected --features to be egemaps, encoder:FILE or table:CSV/);
    const layer = await run("train", "synthetic", "--layers", "2", "--runs", folder);
    assert.match(layer.stderr, /Expected --features encoder:FILE beside --layers/);
    const trained = await run(
      ...["train", "synthetic", "--features", `encoder:${file}`, "--layers", "2", "--quiet"],
      ...["--model", "encoderFunctionals", "--runs", folder, "--engine", "cpu"],
    );
    assert.equal(trained.code, 0, trained.stderr);
    assert.match(trained.stdout, /synthetic-encoderFunctionals-hubert-base-layers2/);
  });
});
