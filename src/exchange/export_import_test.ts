import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { BEST_WEIGHTS, DamagedRunError, isClaimed } from "../train/manifest.ts";
import { readFinishedRun } from "../train/runs.ts";
import { trainMadeTable } from "../train/testing/made_table_run.ts";
import { exportFormats, exportRun, importRun } from "./export_import.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** The finished run of a generated table, once for all tests, and its export. */
const { root, made } = await trainMadeTable("duygu-export-test-");
const exported = join(root, "exported");
await exportRun(made, exported, "tfjs");

async function copyOf(folder: string, to: string): Promise<string> {
  await Deno.mkdir(to);
  for (const { name } of Deno.readDirSync(folder)) {
    await Deno.copyFile(join(folder, name), join(to, name));
  }
  return to;
}

// deno-lint-ignore no-explicit-any
type Json = any;

async function change(path: string, how: (content: Json) => void): Promise<void> {
  const content = JSON.parse(await Deno.readTextFile(path));
  how(content);
  await Deno.writeTextFile(path, JSON.stringify(content));
}

const cut = (path: string) => Deno.truncate(path, 300);

/** What may be wrong with an exported folder, and what is said of it. */
const faults: Record<
  string,
  { file: string; damage: (path: string) => Promise<void>; why: RegExp }
> = {
  "metrics that are cut": { file: "metrics.json", damage: cut, why: /to hold JSON/ },
  "a history that is cut": { file: "history.jsonl", damage: cut, why: /line \d+ to hold JSON/ },
  "another headline accuracy": {
    file: "metrics.json",
    damage: (path) => change(path, (metrics) => metrics.accuracy = 0.999),
    why:
      /of the predictions in predictions\.csv beside it, but its accuracy is 0\.999, theirs is 0/,
  },
  "another accuracy in a line": {
    file: "metrics.json",
    damage: (path) => change(path, ({ lines }) => lines[0].accuracy = 0.999),
    why: /beside it, but its accuracy is 0\.999/,
  },
  "another recall": {
    file: "metrics.json",
    damage: (path) => change(path, ({ lines }) => lines[0].macroRecall = 0.999),
    why: /beside it, but its macroRecall is 0\.999/,
  },
  "predictions of fewer clips": {
    file: "predictions.csv",
    damage: async (path) => {
      const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
      await Deno.writeTextFile(path, lines.slice(0, -1).join("\n"));
    },
    why: /metrics\.json to be of the predictions in .* but its count is \d+, theirs is \d+$/,
  },
  "final figures that are cut": {
    file: "final.json",
    damage: (path) => Deno.writeTextFile(path, '{"version": 1,'),
    why: /final\.json to hold JSON/,
  },
};

for (const [name, { file, damage, why }] of Object.entries(faults)) {
  Deno.test(`import refuses ${name}, and makes no run`, () =>
    withTemporaryFolder(async (folder) => {
      const source = await copyOf(exported, join(folder, "source"));
      await damage(join(source, file));
      await assert.rejects(importRun(source, join(folder, "run")), (error: Error) => {
        assert.equal(error.name, "UserError");
        assert.match(error.message, why);
        assert.ok(error.message.includes(join(source, file === "final.json" ? file : "")));
        return true;
      });
      await assert.rejects(Deno.stat(join(folder, "run")), Deno.errors.NotFound);
    }));
}

Deno.test("import takes scores over as claimed, with predictions or without", () =>
  withTemporaryFolder(async (folder) => {
    const source = await copyOf(exported, join(folder, "source"));
    const withPredictions = join(folder, "with predictions");
    const without = join(folder, "without predictions");
    for (const run of [withPredictions, without]) {
      if (run === without) await Deno.remove(join(source, "predictions.csv"));
      await importRun(source, run);
      assert.ok(await isClaimed(run));
      assert.deepEqual(
        (await readFinishedRun(run))?.metrics,
        (await readFinishedRun(made))?.metrics,
      );
    }
  }));

Deno.test("export refuses a run with any file that is not as the run left it", () =>
  withTemporaryFolder(async (folder) => {
    for (const name of ["metrics.json", "predictions.csv", "split.json", BEST_WEIGHTS]) {
      const run = await copyOf(made, join(folder, "run"));
      await cut(join(run, name));
      for (const format of exportFormats) {
        const out = join(folder, "out");
        await assert.rejects(exportRun(run, out, format), DamagedRunError, `${name} ${format}`);
        await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
      }
      await Deno.remove(run, { recursive: true });
    }
  }));

Deno.test.afterAll(() => Deno.remove(root, { recursive: true }));
