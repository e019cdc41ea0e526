/** The study of tuning on a generated table: that it runs, goes on and writes what it should. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { writeMadeTable } from "../src/tune/testing/made_table.ts";
import { benchTuningStudy, type StrategyResult } from "./tuning_study.ts";

Deno.test("the study compares both strategies with the same budget and goes on", async () => {
  await withTemporaryFolder(async (root) => {
    await writeMadeTable(join(root, "data"), 90);
    const out = join(root, "result");
    const study = async (trials: number) => {
      await benchTuningStudy({
        corpus: "anad",
        dataRoot: join(root, "data"),
        folder: join(root, "studies"),
        out,
        trials,
        epochsLimit: 2,
        trialTime: 120,
        workers: 1,
        seed: 1,
        final: false,
        quiet: true,
        command: "duygu bench tuning-study",
      });
      return JSON.parse(await Deno.readTextFile(`${out}.json`));
    };
    const first = await study(2);
    const names = first.space.map(({ name }: { name: string }) => name).sort();
    const told = first.strategies[0].importance.map(({ name }: { name: string }) => name);
    assert.deepEqual(told.sort(), names);
    const result = await study(3);
    assert.deepEqual(result.strategies.map(({ strategy }: StrategyResult) => strategy), [
      "bayesian",
      "random",
    ]);
    for (const [index, { trials, bestValue }] of result.strategies.entries()) {
      assert.equal(trials.length, 3);
      assert.deepEqual(trials.slice(0, 2), first.strategies[index].trials, "kept, not run again");
      assert.equal(trials.at(-1).incumbent, bestValue);
    }
    assert.equal(result.reduced, "REDUCED: at most 2 epochs and 120 s a trial");
    assert.ok(result.environment.cpu && result.command);
    const png = await Deno.readFile(`${out}.png`);
    assert.deepEqual([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
  });
});
