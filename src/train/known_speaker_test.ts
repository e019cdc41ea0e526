import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { heardCurve } from "./heard_curve.ts";
import { planRun } from "./plan_run.ts";
import { FEWEST_HEARD, openFilePredictor, openSoundPredictor } from "./predict.ts";
import { readRun } from "./runs.ts";
import { trainRun } from "./train_run.ts";

const plan = {
  ...{ corpus: "synthetic", protocol: "speaker" as const, fold: "low", quiet: true },
  changes: { features: { melBins: 8 } },
};

Deno.test("a speaker is known better the more of the voice is heard, or labelled", async (t) => {
  await selectEngine({ engine: "cpu", say: () => {} });
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const { config } = await planRun({ ...plan, model: "discriminantFunctionals" });
    const { folder, metrics } = await trainRun(config, options);
    const corpus = await requireCorpus("synthetic");
    const { test } = await readSplit(join(folder, "split.json"), corpus);
    const clips = test.map((id) => corpus.clips.find((clip) => clip.id === id)!);
    const sounds = await Promise.all(clips.slice(0, 8).map(({ path }) => readAudio(path)));
    const predictor = await openSoundPredictor(await readRun(folder));
    try {
      await t.step("online: the first as unknown, the last as all together", async () => {
        const online = await predictor.predictTogether(sounds, { online: true });
        assert.deepEqual(online[0], await predictor.predict(sounds[0]));
        assert.equal(online[FEWEST_HEARD - 2].knowledge, "nothing");
        const some = await predictor.predictTogether(sounds.slice(0, FEWEST_HEARD));
        assert.deepEqual(online[FEWEST_HEARD - 1], some.at(-1));
        assert.equal(some[0].clips, FEWEST_HEARD);
        const all = await predictor.predictTogether(sounds);
        assert.deepEqual(online.at(-1), all.at(-1));
      });
      await t.step("labels are believed and counted", async () => {
        const { label } = clips[0];
        const other = corpus.classes.find((name) => name !== label)!;
        for (const name of [label, other]) {
          const [first, second] = await predictor.predictTogether(sounds, {
            labelled: new Map([[0, name]]),
          });
          assert.equal(first.predicted, name);
          assert.deepEqual([second.knowledge, second.clips], ["labelled", 1]);
        }
        const online = await predictor.predictTogether(sounds.slice(0, 2), {
          ...{ online: true, labelled: new Map([[0, label]]) },
        });
        assert.deepEqual(online.map(({ knowledge }) => knowledge), ["nothing", "labelled"]);
        await assert.rejects(
          predictor.predictTogether(sounds, { labelled: new Map([[0, "bored"]]) }),
          (error) => error instanceof UserError && /one of .*but found bored/.test(error.message),
        );
      });
      await t.step("what is heard between two sounds stops them", async () => {
        for (const online of [false, true]) {
          const controller = new AbortController();
          const found = predictor.predictTogether(sounds, { online, signal: controller.signal });
          setTimeout(() => controller.abort(new Error("enough")), 0);
          await assert.rejects(found, /^Error: enough$/);
        }
      });
    } finally {
      predictor.dispose();
    }
    await t.step("a file that cannot be read takes no label from another", async () => {
      const files = await openFilePredictor(await readRun(folder));
      const paths = [join(runsFolder, "missing.wav"), ...clips.slice(0, 3).map(({ path }) => path)];
      await Deno.writeTextFile(paths[0], "RIFF????WAVE");
      const labelled = new Map([[1, corpus.classes[1]], [3, corpus.classes[0]]]);
      const [broken, ...found] = await files.predictTogether(paths, { labelled });
      files.dispose();
      assert.ok(broken instanceof UserError);
      assert.deepEqual(
        found.map((one) => one instanceof UserError || "faces" in one ? "" : one.predicted)
          .filter((_, at) => at !== 1),
        [corpus.classes[1], corpus.classes[0]],
      );
    });
    await t.step("the curve ends at the run's figure", async () => {
      const [alone, together] = metrics.lines;
      const how = { counts: [1, 3, together.count], draws: 4, quiet: true };
      const curve = await heardCurve([folder], how);
      assert.deepEqual(curve.map(({ heard }) => heard), how.counts);
      assert.ok(Math.abs(curve[2].accuracy - together.accuracy) < 1e-9);
      assert.deepEqual(await heardCurve([folder], how), curve);
      // One clip at a time is the line of unknown speakers, of all clips in the long run.
      const [{ accuracy }] = await heardCurve([folder], { counts: [1], draws: 400, quiet: true });
      assert.ok(Math.abs(accuracy - alone.accuracy) < 0.12, `${accuracy} ${alone.accuracy}`);
      // Of held-out texts alone: fewer clips are heard, and others are judged.
      const heldOut = 0.3;
      const left = Math.floor(together.count * (1 - heldOut)) - 1;
      const [others] = await heardCurve([folder], { ...how, counts: [left], heldOut });
      assert.ok(others.accuracy > 0 && others.accuracy !== together.accuracy);
      await assert.rejects(heardCurve([folder], { ...how, heldOut }), /at least .* clips of low/);
      await assert.rejects(
        heardCurve([folder], { ...how, counts: [together.count + 1] }),
        (error) => error instanceof UserError && /at least .* clips of low/.test(error.message),
      );
    });
  });
});
