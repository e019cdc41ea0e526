/** Untrusted files: what their names and numbers cannot do to the reader. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { toneWav, writeClips } from "../data/made_inputs.ts";
import { runConfigSchema } from "../train/run_config.ts";
import { runProgram, runWideProgram } from "./testing/run_program.ts";
import { tinyRun } from "../train/tiny_run.ts";

const ESCAPE = "\x1b]0;owned\x07\x1b[2J";

async function writeFiles(folder: string, files: Record<string, unknown>): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), JSON.stringify(value));
  }
}

const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("names in a description reach the terminal without what it would obey", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(join(folder, "clips"), ["a_calm.wav", "a_sad.wav"]);
    const description = {
      id: "theirs",
      title: `Theirs${ESCAPE}`,
      root: join(folder, "clips"),
      codes: {},
      pattern: "{speaker}_{class}",
      classes: ["calm", "sad"],
    };
    await writeFiles(join(folder, "corpora"), { "theirs.json": description });
    const { code, stdout } = await runWideProgram("data", "list", "--data", folder);
    assert.equal(code, 0);
    assert.match(stdout, /Theirs\\u001b\]0;owned\\u0007\\u001b\[2J/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /[\x07\x1b]/);
  });
});

Deno.test("an error that quotes a file quotes no escape sequence", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeFiles(folder, { "theirs.json": { ...tinyRun, corpus: `x${ESCAPE}` } });
    const { code, stderr } = await runProgram("train", "--config", join(folder, "theirs.json"));
    assert.equal(code, 2);
    assert.match(stderr, /but found x\\u001b/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stderr, /[\x07\x1b]/);
  });
});

const changes: [string, object, RegExp][] = [
  ["a corpus whose id is a path", { corpus: "../../escaped" }, /but found \.\.\/\.\.\/escaped/],
  ["a field of its own", { runs: "/tmp/escaped" }, /Unrecognized key: "runs"/],
  ["a fold that is a path", { protocol: "speaker", fold: "../../escaped" }, /fold.*escaped/],
  [
    "a network of terabytes",
    {
      features: { ...tinyRun.features as object, frames: 1024 },
      network: { kind: "emotionUnet", filters: Array(6).fill(16), denseUnits: 65_536 },
    },
    /Expected a network of at most 268435456 weights/,
  ],
];
for (const [what, change, message] of changes) {
  Deno.test(`train refuses ${what} in a configuration and writes nothing outside`, async () => {
    await withTemporaryFolder(async (folder) => {
      const runs = join(folder, "inner", "runs");
      await writeFiles(folder, { "theirs.json": { ...tinyRun, ...change } });
      const { code, stderr } = await runProgram(
        "train",
        "--config",
        join(folder, "theirs.json"),
        "--runs",
        runs,
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.deepEqual(
        namesIn(folder).filter((name) => !["inner", "theirs.json"].includes(name)),
        [],
      );
    });
  });
}

Deno.test("predict refuses a run whose network would take terabytes, at once", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = runConfigSchema.parse({
      version: 1,
      corpus: "theirs",
      protocol: "paper",
      fold: "",
      seed: 1,
      features: {
        sampleRateHz: 16_000,
        fftSize: 4096,
        hopSamples: 1,
        window: "hann",
        centre: "reflect",
        scale: "log",
        floorDb: 80,
        frames: 8192,
        alignment: "start",
        normalisation: "none",
      },
      network: { kind: "emotionUnet", filters: Array(6).fill(16), denseUnits: 65_536 },
      training: {
        learningRate: 0.001,
        epochs: 1,
        batchSize: 1,
        balanced: false,
        schedule: { kind: "plateau", factor: 0.5, patience: 1, leastChange: 0 },
        earlyStopping: { patience: 1 },
        precision: "float32",
      },
    });
    await writeFiles(folder, {
      "config.json": config,
      "corpus.json": {
        id: "theirs",
        title: "Theirs",
        classes: ["calm", "sad"],
        synthetic: false,
        kind: "audio",
      },
      "normaliser.json": { kind: "none", mean: [], deviation: [] },
    });
    await Deno.writeFile(join(folder, "tone.wav"), toneWav(1));
    const { code, stderr } = await runProgram(
      "predict",
      join(folder, "tone.wav"),
      "--run",
      folder,
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Expected a network of at most 268435456 weights/);
  });
});
