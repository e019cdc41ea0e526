import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeRun } from "../report/testing/made_run.ts";
import { isRunLocked, lockRun } from "./lock_run.ts";
import { listRuns } from "./list_runs.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 4, takes: 2 });

Deno.test("each run is listed with its state, and what is none is passed over", () =>
  withTemporaryFolder(async (runs) => {
    assert.deepEqual(await listRuns(join(runs, "nowhere")), []);
    const { metrics } = await madeRun(join(runs, "b finished"), corpus);
    await madeRun(join(runs, "c interrupted"), corpus, { config: { seed: 4 } });
    await Deno.remove(join(runs, "c interrupted", "metrics.json"));
    await madeRun(join(runs, "a broken"), corpus);
    await Deno.writeTextFile(join(runs, "a broken", "config.json"), "{");
    await Deno.mkdir(join(runs, "no run"));
    await Deno.writeTextFile(join(runs, "a file"), "");

    const [broken, finished, interrupted, ...more] = await listRuns(runs);
    assert.equal(more.length, 0);
    assert.equal(broken.state, "broken");
    assert.match(broken.fault, /config\.json/);
    assert.deepEqual(
      [finished.state, finished.corpus, finished.seed, finished.accuracy, finished.fault],
      ["finished", "made", 1, metrics.accuracy, ""],
    );
    assert.deepEqual(
      [interrupted.state, interrupted.seed, interrupted.accuracy],
      ["interrupted", 4, null],
    );
    assert.ok(!isNaN(Date.parse(interrupted.time!)));

    const lock = await lockRun(interrupted.folder);
    assert.equal(await isRunLocked(interrupted.folder), true);
    assert.equal((await listRuns(runs))[2].state, "running");
    await lock.release(false);
    assert.equal((await listRuns(runs))[2].state, "interrupted");
  }));
