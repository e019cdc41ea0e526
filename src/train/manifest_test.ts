import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { evaluateRun } from "./evaluate_run.ts";
import { bestRun, listRuns } from "./list_runs.ts";
import {
  BEST_WEIGHTS,
  DamagedRunError,
  isClaimed,
  MANIFEST,
  readManifest,
  writeManifest,
} from "./manifest.ts";
import { openModel } from "./predict.ts";
import { readPredictions } from "./predictions.ts";
import { runFigures } from "./run_figures.ts";
import { readFinishedRun, readRun } from "./runs.ts";
import { trainMadeTable } from "./testing/made_table_run.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";
import { trainRun } from "./train_run.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** The finished run of a generated table, once for all tests. */
const { root, options, config, made } = await trainMadeTable("duygu-manifest-");

/** Calls `test` with a copy of the run that it may damage, in a folder of runs of its own. */
async function withCopy(test: (folder: string, runsFolder: string) => Promise<void>) {
  await withTemporaryFolder(async (runsFolder) => {
    const folder = join(runsFolder, "run");
    await Deno.mkdir(folder);
    for (const { name } of Deno.readDirSync(made)) {
      await Deno.copyFile(join(made, name), join(folder, name));
    }
    await test(folder, runsFolder);
  });
}

const open = async (folder: string) => (await openModel(await readRun(folder))).dispose();
const evaluate = (folder: string) => evaluateRun(folder, options);

/** Who reads each file, beside `train`, which looks at all of them. */
const readers: Record<string, ((folder: string) => Promise<unknown>)[]> = {
  "config.json": [readRun, readFinishedRun, evaluate, open],
  "corpus.json": [readRun, readFinishedRun, evaluate, open],
  "normaliser.json": [readRun, readFinishedRun, evaluate, open],
  "split.json": [readFinishedRun, evaluate],
  "environment.json": [readFinishedRun, evaluate],
  "history.jsonl": [readFinishedRun],
  [BEST_WEIGHTS]: [evaluate, open],
  "predictions.csv": [readFinishedRun, readPredictions],
  "metrics.json": [readFinishedRun, evaluate],
};

/** Ways to damage a file that keep it readable by itself, where it has text. */
const damages: Record<string, (path: string, name: string) => Promise<void>> = {
  missing: (path) => Deno.remove(path),
  halved: async (path) => await Deno.truncate(path, Math.floor((await Deno.stat(path)).size / 2)),
  changed: async (path, name) => {
    const bytes = await Deno.readFile(path);
    // A digit or an "a" of a text becomes the next; in weights a bit of the last number's fraction.
    const at = name === BEST_WEIGHTS
      ? bytes.length - 4
      : bytes.findLastIndex((byte) => byte >= 0x30 && byte <= 0x38 || byte === 0x61);
    bytes[at] = name === BEST_WEIGHTS ? bytes[at] ^ 1 : bytes[at] + 1;
    await Deno.writeFile(path, bytes);
  },
};

for (const [name, own] of Object.entries(readers)) {
  for (const [how, damage] of Object.entries(damages)) {
    Deno.test(`a finished run's ${name}, ${how}, is reported by all who read it`, () =>
      withCopy(async (folder, runsFolder) => {
        await damage(join(folder, name), name);
        const told = (error: Error) => {
          assert.equal(error.name, "UserError");
          assert.ok(error.message.includes(join(folder, name)) || error.message.includes(folder));
          return true;
        };
        for (const read of own) await assert.rejects(read(folder), told, read.name);
        await assert.rejects(trainRun(config, { ...options, folder }), told);
        const [listed] = await listRuns(runsFolder);
        // A list only looks at the weights' size.
        const isSeen = !(name === BEST_WEIGHTS && how === "changed");
        // Without a config.json it is no run to a list.
        if (name !== "config.json" || how !== "missing") {
          assert.equal(listed.state, isSeen ? "broken" : "finished");
        }
      }));
  }
}

Deno.test("the manifest itself cannot be lost, halved or changed without a word", async () => {
  for (const [how, damage] of Object.entries(damages)) {
    await withCopy(async (folder, runsFolder) => {
      await damage(join(folder, MANIFEST), MANIFEST);
      await assert.rejects(readFinishedRun(folder), new RegExp(`UserError: .*${folder}`), how);
      // What was changed is the SHA-256 of the metrics, which only some readers look at.
      if (how === "changed") return;
      await assert.rejects(open(folder), new RegExp(`UserError: .*${folder}`), how);
      if (how === "halved") return;
      await assert.rejects(bestRun(runsFolder, "features"), DamagedRunError);
    });
  }
});

Deno.test("the newest run is not passed over for an older one where it was damaged", () =>
  withCopy(async (folder, runsFolder) => {
    assert.equal((await bestRun(runsFolder, "features"))?.folder, folder);
    await damages.changed(join(folder, "normaliser.json"), "normaliser.json");
    await assert.rejects(bestRun(runsFolder, "features"), DamagedRunError);
  }));

Deno.test("no figure is told of a run whose predictions have changed", () =>
  withCopy(async (folder) => {
    const run = await readRun(folder);
    assert.equal((await runFigures(run)).length, 1);
    await damages.changed(join(folder, "predictions.csv"), "predictions.csv");
    await assert.rejects(runFigures(run), DamagedRunError);
  }));

Deno.test("a run from before there were manifests is read as it is", () =>
  withCopy(async (folder) => {
    await Deno.remove(join(folder, MANIFEST));
    const path = join(folder, "environment.json");
    const { manifest: _, ...older } = JSON.parse(await Deno.readTextFile(path));
    await Deno.writeTextFile(path, JSON.stringify(older));
    assert.equal(await readManifest(folder), undefined);
    assert.ok(await readFinishedRun(folder));
    await open(folder);
    assert.deepEqual((await evaluate(folder)).differences, []);
    assert.equal(await isClaimed(folder), false);
  }));

Deno.test("a kill between metrics and manifest is made good by the next training", () =>
  withCopy(async (folder) => {
    await Deno.remove(join(folder, MANIFEST));
    await Deno.writeTextFile(join(folder, "last.safetensors"), "");
    await trainRun(config, { ...options, folder });
    assert.deepEqual(await readManifest(folder), await readManifest(made));
    assert.deepEqual([...Deno.readDirSync(folder)].length, [...Deno.readDirSync(made)].length);
  }));

Deno.test("weights that are no numbers, and absurd ones, make no emotion", () =>
  withCopy(async (folder) => {
    await Deno.remove(join(folder, MANIFEST));
    await Deno.remove(join(folder, "environment.json"));
    const path = join(folder, BEST_WEIGHTS);
    const { tensors, metadata } = decodeTensors(await Deno.readFile(path), path);
    const last = [...tensors.keys()].find((name) => name.endsWith("kernel"))!;
    const write = async (value: number) => {
      tensors.get(last)!.values[0] = value;
      await Deno.writeFile(
        path,
        await new Blob([...encodeTensors({ tensors, metadata })] as Uint8Array<ArrayBuffer>[])
          .bytes(),
      );
    };
    for (const value of [NaN, Infinity]) {
      await write(value);
      await assert.rejects(open(folder), {
        name: "UserError",
        message: `Expected ${last} of ${path} to hold numbers, but found ${value}`,
      });
    }
    for (const tensor of tensors.values()) tensor.values.fill(3e38);
    await write(3e38);
    await assert.rejects(
      evaluate(folder),
      /^UserError: Expected the network of the run .* weights/,
    );
  }));

Deno.test.afterAll(() => Deno.remove(root, { recursive: true }));

Deno.test("figures are a run's own unless its manifest says that they are only claimed", async () => {
  await withCopy(async (folder) => {
    assert.equal(await isClaimed(folder), false);
    await writeManifest(folder, true);
    assert.equal(await isClaimed(folder), true);
    await writeManifest(folder);
    assert.equal(await isClaimed(folder), false);
    await Deno.remove(join(folder, MANIFEST));
    assert.equal(await isClaimed(folder).catch(() => "damaged"), "damaged");
  });
});
