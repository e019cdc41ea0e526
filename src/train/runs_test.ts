import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { defaultConfig } from "./default_config.ts";
import { lockRun, readFinishedRun, readRun } from "./runs.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
const { id, title, classes, synthetic, kind } = corpus;
const metrics = evaluatePredictions([[0.9, 0.1], [0.2, 0.8]], [0, 0], classes);
const epoch = {
  ...{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1 },
  ...{ validationAccuracy: 0.5, learningRate: 0.001 },
};
const files: Record<string, string> = {
  "config.json": JSON.stringify(defaultConfig(corpus)),
  "corpus.json": JSON.stringify({ id, title, classes, synthetic, kind }),
  "normaliser.json": JSON.stringify({ kind: "perBin", mean: [0], deviation: [1] }),
  "metrics.json": JSON.stringify(metrics),
  "history.jsonl": JSON.stringify(epoch) + "\n",
};

async function writeRun(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
}

Deno.test("a finished run is read whole", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRun(folder);
    const run = await readFinishedRun(folder);
    const line = { knowledge: "nothing", clips: null, predictions: "predictions.csv" };
    const lines = [{ ...metrics, ...line }];
    assert.deepEqual(run?.metrics, { ...metrics, knowledge: "nothing", lines });
    assert.deepEqual(run?.history, [epoch]);
  });
});

Deno.test("a run from before runs had lines: its figure counts for what its network knew", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRun(folder);
    const config = JSON.parse(files["config.json"]);
    const write = (changes: unknown) =>
      Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(changes));
    const { features } = config;
    await write({ ...config, features: { ...features, normalisation: "perSpeaker" } });
    assert.equal((await readFinishedRun(folder))?.metrics.knowledge, "unlabelled");
    const pseudoLabelled = { from: "0".repeat(64), share: 1, repeats: 1 };
    await write({ ...config, pseudoLabelled });
    assert.equal((await readFinishedRun(folder))?.metrics.knowledge, "unlabelled");
  });
});

for (const name of Object.keys(files)) {
  Deno.test(`a finished run's ${name}, cut short or gone, is the user's error that names it`, async () => {
    await withTemporaryFolder(async (folder) => {
      await writeRun(folder);
      const text = files[name].trimEnd();
      for (const length of [0, 1, Math.floor(text.length / 2), text.length - 1]) {
        await Deno.writeTextFile(join(folder, name), text.slice(0, length));
        await assert.rejects(readFinishedRun(folder), new RegExp(`^UserError: .*${name}`));
      }
      await Deno.remove(join(folder, name));
      // Without metrics a run is not finished.
      if (name === "metrics.json") assert.equal(await readFinishedRun(folder), undefined);
      else await assert.rejects(readFinishedRun(folder), new RegExp(`^UserError: .*${name}`));
    });
  });
}

Deno.test("what is no run's folder is refused by what it is", () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, "faces.duygu");
    await Deno.writeTextFile(file, "");
    for (
      const [path, what] of [
        [folder, `Expected ${folder} to be a run's folder, but it has no config.json`],
        [file, `Expected ${file} to be a run's folder, but it is a file`],
        [`${file}s`, `Expected a run's folder at ${file}s, but there is none`],
      ]
    ) {
      await assert.rejects(readRun(path), { name: "UserError", message: what });
    }
  }));

Deno.test("metrics that hold something else are the user's error", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRun(folder);
    await Deno.writeTextFile(join(folder, "metrics.json"), '{"count": 1, "accuracy": 1}');
    await assert.rejects(readFinishedRun(folder), /UserError: .*metrics\.json field/);
  });
});

Deno.test("a locked run is refused to others until it is given back", async () => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, "runs", "a");
    const first = await lockRun(folder);
    await assert.rejects(
      lockRun(folder),
      /^UserError: Another process is training the run .*runs.a; wait for it/,
    );
    await first.release(false);
    const second = await lockRun(folder);
    await second.release(true);
    assert.deepEqual(Array.from(Deno.readDirSync(folder)), [], "a finished run needs no lock");
  });
});

Deno.test("what a killed training left half-written is gone with the next lock", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["last.safetensors.tmp-1-abc", "best.safetensors", "curves.png.tmp-1-abc"];
    for (const name of names) await Deno.writeTextFile(join(folder, name), "half");
    const lock = await lockRun(folder);
    await lock.release(true);
    const left = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assert.deepEqual(left, ["best.safetensors", "curves.png.tmp-1-abc"], "others may be drawing");
  });
});
