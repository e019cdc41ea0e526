import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { decodeTensors } from "../../train/safetensors.ts";
import { quotedFigures } from "../../train/testing/quoted_final.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { outputOf, runProgram, startProgram } from "../testing/run_program.ts";
import { finalText } from "./train_command.ts";

/** What must be the same byte for byte, however often a run was interrupted. */
const RESULTS = [
  "metrics.json",
  "predictions.csv",
  "history.jsonl",
  "best.safetensors",
  "calibration.json",
  "input.json",
];

/** The only run in `runs`. */
function onlyRun(runs: string): string {
  const names = Array.from(Deno.readDirSync(runs), ({ name }) => name);
  assert.equal(names.length, 1, `runs: ${names}`);
  return join(runs, names[0]);
}

async function results(runs: string): Promise<Record<string, string>> {
  const folder = onlyRun(runs);
  const entries = await Promise.all(RESULTS.map(async (name) => {
    const bytes = await Deno.readFile(join(folder, name));
    return [name, Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")];
  }));
  return Object.fromEntries(entries);
}

/** Waits until the training in `runs` has finished `epochs` epochs. */
async function reach(runs: string, epochs: number, process: Deno.ChildProcess): Promise<void> {
  let ended = false;
  process.status.then(() => ended = true);
  while (!ended) {
    try {
      const path = join(onlyRun(runs), "last.safetensors");
      const { metadata } = decodeTensors(await Deno.readFile(path), path);
      if (JSON.parse(metadata.state).epoch >= epochs) return;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { stderr } = await outputOf(process);
  throw new Error(`The training ended before epoch ${epochs} was seen: ${stderr}`);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("train, uninterrupted and interrupted in several ways", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tinyRun));
    const words = (runs: string) => ["train", "--config", config, "--runs", join(folder, runs)];
    let expected: Record<string, string> = {};

    await t.step("an uninterrupted run prints its figures and leaves a whole folder", async () => {
      const { code, stdout, stderr } = await runProgram(...words("whole"));
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^SYNTHETIC data .*, protocol paper, seed 1\n\(random split: speakers/);
      assert.match(
        stdout,
        /\naccuracy +0\.\d{4} +\(95 % interval 0\.\d{4} to [01]\.\d{4} over these\s+clips,/,
      );
      assert.match(stdout, /\nangry +36 /);
      const run = onlyRun(join(folder, "whole"));
      assert.ok(stdout.trimEnd().endsWith(`Run: ${run}`));
      assert.deepEqual(Array.from(Deno.readDirSync(run), ({ name }) => name).sort(), [
        "best.safetensors",
        "calibration.json",
        "config.json",
        "corpus.json",
        "duration.json",
        "environment.json",
        "groups.json",
        "history.jsonl",
        "input.json",
        "manifest.json",
        "metrics.json",
        "model_card.md",
        "normaliser.json",
        "predictions.csv",
        "split.json",
      ]);
      expected = await results(join(folder, "whole"));
    });

    await t.step("the same command again shows the finished run and trains nothing", async () => {
      const { code, stdout, stderr } = await runProgram(...words("whole"), "--json");
      assert.equal(code, 0);
      assert.doesNotMatch(stderr, /epoch/);
      const { corpus, metrics, history } = JSON.parse(stdout);
      assert.equal(corpus.synthetic, true);
      assert.equal(history.length, 16);
      assert.equal(JSON.stringify(metrics, null, 2) + "\n", expected["metrics.json"]);
    });

    await t.step("the model card tells the run and how to make it again", async () => {
      const run = onlyRun(join(folder, "whole"));
      const card = await Deno.readTextFile(join(run, "model_card.md"));
      assert.match(
        card,
        /^# Model card: SYNTHETIC data, synthetic-emotionUnet-filters4x4x4x4x4x4-denseUnits8-paper-seed1-/,
      );
      assert.match(card, /duygu train --config RUN\/config\.json --runs OTHER_FOLDER\n/);
      const again = ["--config", join(run, "config.json"), "--runs", join(folder, "again")];
      assert.equal((await runProgram("train", ...again)).code, 0);
      assert.deepEqual(await results(join(folder, "again")), expected);
    });

    await t.step("killed in the middle and started again: the same bytes", async () => {
      const runs = join(folder, "killed");
      for (const epoch of [1, 4]) {
        const process = startProgram(words("killed"));
        await reach(runs, epoch, process);
        process.kill("SIGKILL");
        await outputOf(process);
        assert.ok(!isThere(join(onlyRun(runs), "metrics.json")), "killed too late to tell");
      }
      const { code, stderr } = await runProgram(...words("killed"));
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Going on after epoch \d+\./);
      assert.deepEqual(await results(runs), expected);
      const left = Array.from(Deno.readDirSync(onlyRun(runs)), ({ name }) => name);
      assert.equal(left.length, 15, `${left}`);
    });

    await t.step(
      "Ctrl-C: exit code 130, a checkpoint, and --resume to the same bytes",
      async () => {
        const runs = join(folder, "stopped");
        const process = startProgram(words("stopped"));
        await reach(runs, 2, process);
        process.kill("SIGINT");
        const { code, stdout, stderr } = await outputOf(process);
        assert.equal(code, 130, stderr);
        assert.equal(stdout, "");
        const run = onlyRun(runs);
        assert.ok(stderr.includes(`train --resume ${run}`), stderr);
        assert.ok(isThere(join(run, "last.safetensors")));
        // The folder may have been moved since.
        const moved = join(folder, "moved", "elsewhere");
        await Deno.mkdir(join(folder, "moved"));
        await Deno.rename(run, moved);
        assert.equal((await runProgram("train", "--resume", moved)).code, 0);
        assert.deepEqual(await results(join(folder, "moved")), expected);
      },
    );

    await t.step("a second process is refused the run of the first", async () => {
      const first = startProgram([...words("shared"), "--epochs", "500"]);
      try {
        await reach(join(folder, "shared"), 1, first);
        const { code, stdout, stderr } = await runProgram(...words("shared"), "--epochs", "500");
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /error: Another process is training the run .*; wait for it/);
      } finally {
        first.kill("SIGKILL");
        await outputOf(first);
      }
    });

    await t.step("a run goes on with its own data and engine only", async () => {
      const run = onlyRun(join(folder, "shared"));
      const path = join(run, "environment.json");
      const environment = JSON.parse(await Deno.readTextFile(path));
      const other = { ...environment, engine: { ...environment.engine, engine: "abacus" } };
      await Deno.writeTextFile(path, JSON.stringify(other));
      const onOther = await runProgram("train", "--resume", run);
      assert.equal(onOther.code, 2);
      assert.match(onOther.stderr, /was begun on the abacus engine, but this is tensorflow; take/);
      await Deno.writeTextFile(path, JSON.stringify({ ...environment, data: "0123" }));
      const changed = await runProgram("train", "--resume", run);
      assert.equal(changed.code, 2);
      assert.match(
        changed.stderr,
        /Expected the data of SYNTHETIC to be those .*have changed since/,
      );
    });
  });
});

const mistakes: [string, string[], RegExp][] = [
  ["no corpus", ["train"], /Expected a corpus, such as turev/],
  ["an unknown corpus", ["train", "nobody"], /Expected one of the corpora .* found nobody/],
  [
    "words for numbers",
    ["train", "turev", "--epochs", "many"],
    /'--epochs <count>' argument 'many' is invalid. Expected a whole number above 0/,
  ],
  [
    "half an epoch",
    ["train", "synthetic", "--epochs", "1.5"],
    /argument '1\.5' is invalid. Expected a whole number above 0/,
  ],
  ["half a seed", ["train", "turev", "--seed", "1.5"], /Expected a whole number from 0 on/],
  [
    "more epochs than there may be",
    ["train", "synthetic", "--epochs", "99999"],
    /configuration field training\.epochs: Expected at most 10000, but found 99999/,
  ],
  ["an unknown protocol", ["train", "turev", "--protocol", "dreams"], /Allowed choices are paper/],
  ["a folder that is no run", ["train", "--resume", "."], /Expected \. to be a run's folder/],
  [
    "options beside --resume",
    ["train", "--resume", ".", "--batch-size", "4"],
    /but found --batch-size/,
  ],
  ["a corpus beside --resume", ["train", "turev", "--resume", "."], /but found turev/],
];
for (const [what, words, message] of mistakes) {
  Deno.test(`train refuses ${what}`, async () => {
    const { code, stdout, stderr } = await runProgram(...words);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

for (
  const [model, epochs, trained] of [
    ["discriminantFunctionals", 1, /^weights in closed form(?!.*epoch)/m],
    ["linearFunctionals", 2, /^2 of at most \d+ epochs; /m],
  ] as const
) {
  Deno.test(`train --final says how ${model} was trained, with ${epochs} in its history`, () => {
    const corpus = madeCorpus({ classes: 2, speakers: 4, texts: 3, takes: 2 });
    const text = finalText({
      folder: "runs/made",
      config: defaultConfig(corpus, { model }),
      corpus: { ...corpus, synthetic: false },
      figures: { ...quotedFigures, folds: { found: 1, of: 4 } },
      history: Array.from({ length: epochs }, (_, at) => ({
        ...{ epoch: at + 1, trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1 },
        ...{ validationAccuracy: 0.5, learningRate: 0.001 },
      })),
    });
    assert.match(text, trained);
    assert.match(text, /^Quoted from 1 run, protocol speaker, 1 of 4 folds, seeds 1:$/m);
  });
}
