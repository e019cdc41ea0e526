import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { evaluateRun } from "./evaluate_run.ts";
import { labelledCurve } from "./labelled_curve.ts";
import { planRun } from "./plan_run.ts";
import { trainRun } from "./train_run.ts";

const plan = {
  ...{ corpus: "synthetic", protocol: "speaker" as const, fold: "low", quiet: true },
  changes: { features: { melBins: 8 } },
};

Deno.test("without labels the curve begins at the run's figure, and clips with labels are not judged", async () => {
  await selectEngine();
  await withTemporaryFolder(async (runsFolder) => {
    const options = { runsFolder, quiet: true };
    const { config } = await planRun({ ...plan, model: "discriminantFunctionals" });
    const { folder, metrics } = await trainRun(config, options);
    const [alone, together] = metrics.lines;
    assert.deepEqual([alone.knowledge, together.knowledge], ["nothing", "unlabelled"]);
    assert.equal(together.clips, together.count);
    // What was trained twice is what is stored.
    assert.deepEqual((await evaluateRun(folder, options)).differences, []);
    const how = { counts: [0, 4, together.count - 1], draws: 3, quiet: true };
    const curve = await labelledCurve([folder], how);
    assert.deepEqual(curve.map(({ labelled }) => labelled), how.counts);
    assert.deepEqual(Object.keys(curve[0].speakers), ["low"]);
    assert.ok(Math.abs(curve[0].accuracy - together.accuracy) < 1e-9);
    // Of one clip each of three draws is right or not.
    assert.ok([0, 1, 2, 3].some((right) => Math.abs(curve[2].accuracy - right / 3) < 1e-9));
    assert.deepEqual(await labelledCurve([folder], how), curve);
    await assert.rejects(
      labelledCurve([folder], { ...how, counts: [together.count] }),
      (error) => error instanceof UserError && /Expected more clips of low/.test(error.message),
    );
    const other = await trainRun(
      (await planRun({
        ...plan,
        model: "linearFunctionals",
        changes: { training: { epochs: 1 } },
      })).config,
      options,
    );
    await assert.rejects(
      labelledCurve([other.folder], how),
      (error) => error instanceof UserError && /to have a mixture of speakers/.test(error.message),
    );
  });
});
