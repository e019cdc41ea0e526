import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { cacheFolder } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { addEncoder } from "../dsp/encoder/open_encoder.ts";
import { writeEncoder } from "../dsp/encoder/testing/made_encoder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { modelOf } from "./network_config.ts";
import { openSoundPredictor } from "./predict.ts";
import { planRun, type RunPlan } from "./plan_run.ts";
import { readPredictions } from "./predictions.ts";
import { readRun } from "./runs.ts";
import { trainRun } from "./train_run.ts";
import { readAudio } from "../data/audio/read_audio.ts";

const plan: RunPlan = {
  ...{ corpus: "synthetic", protocol: "speaker" as const, fold: "low", quiet: true },
};

Deno.test("a run with an encoder is predicted from files as its figures say", async (t) => {
  await selectEngine({ engine: "cpu", say: () => {} });
  await withTemporaryFolder(async (folder) => {
    const encoder = await addEncoder(await writeEncoder(folder, "wav2vec2"));
    const options = { runsFolder: join(folder, "runs"), quiet: true };
    const models = [
      ["discriminantFunctionals", { features: { melBins: 8 } }],
      ["encoderFunctionals", {}],
    ] as const;
    for (const [model, changes] of models) {
      await t.step(model, async () => {
        const { config, corpus } = await planRun({ ...plan, model, encoder, changes });
        assert.equal(modelOf(config), `${model}-wav2vec2-layers1.2`);
        assert.equal(config.training.discriminant?.mixture?.temperature, 30);
        const run = await trainRun(config, { ...options, corpus });
        assert.match(basename(run.folder), new RegExp(`${model}-wav2vec2-layers1\\.2`));
        assert.deepEqual(run.metrics.lines.map(({ knowledge }) => knowledge), [
          "nothing",
          "unlabelled",
        ]);
        const together = run.metrics.lines[1].predictions;
        const { ids, classes, probabilities } = await readPredictions(run.folder, together);
        const { clips } = await requireCorpus("synthetic");
        const paths = new Map(clips.map(({ id, path }) => [id, path]));
        const sounds = await Promise.all(ids.map((id) => readAudio(paths.get(id)!)));
        const predictor = await openSoundPredictor(await readRun(run.folder));
        const found = await predictor.predictTogether(sounds);
        predictor.dispose();
        found.forEach((one, row) =>
          classes.forEach((name, label) => {
            const stored = probabilities[row * classes.length + label];
            assert.ok(Math.abs(one.probabilities[name] - stored) < 1e-4, `${ids[row]} ${name}`);
          })
        );
        const card = await Deno.readTextFile(join(run.folder, "model_card.md"));
        assert.match(
          card,
          /the pretrained encoder wav2vec2 \(SHA-256 \w{12}…\) gives in layers 1, 2/,
        );
        await Deno.remove(join(cacheFolder("encoders"), `${encoder.sha256}.onnx`));
        const again = await openSoundPredictor(await readRun(run.folder));
        await assert.rejects(again.predict(sounds[0]), /encoder wav2vec2 .*features encoder FILE/);
        again.dispose();
        await addEncoder(join(folder, "wav2vec2.onnx"));
      });
    }
  });
});

Deno.test("an encoder stands beside functionals, and its model wants one", async () => {
  await withTemporaryFolder(async (folder) => {
    const encoder = await addEncoder(await writeEncoder(folder, "hubert"), { layers: [2] });
    const { config } = await planRun({ ...plan, encoder });
    assert.equal(modelOf(config), "discriminantFunctionals-hubert-layers2");
    const refuses = (changes: Partial<RunPlan>, message: RegExp) =>
      assert.rejects(planRun({ ...plan, ...changes }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    await refuses({ model: "encoderFunctionals" }, /--features encoder:FILE beside .* encoderFunc/);
    await refuses({ model: "cnnBiLstm", encoder }, /a model of functionals .*but found cnnBiLstm/);
  });
});
