/** Kills of worker processes at random moments: nothing that was acknowledged may be lost. */
import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openStudy } from "./study.ts";
import { createOptimiser } from "./optimiser.ts";
import { branin } from "./test_functions.ts";

const workerScript = new URL("testing/study_worker.ts", import.meta.url).pathname;

/** Starts a worker; `finished` gets the numbers that it has acknowledged. */
function startWorker(path: string, maxTrials: number, finished: number[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", workerScript, path, String(maxTrials), "5"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let firstLine = () => {};
  const begun = new Promise<void>((resolve) => firstLine = resolve);
  const drained = (async () => {
    let text = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      firstLine();
      text += chunk;
    }
    // A line without its end was cut off by the kill.
    for (const line of text.split("\n").slice(0, -1)) finished.push(Number(line));
    firstLine();
  })();
  return { child, begun, done: Promise.all([child.status, drained]) };
}

async function finalTrials(path: string) {
  const study = await openStudy({ path, mode: "resume" });
  await study.close();
  return study.trials;
}

Deno.test("a worker killed at random moments loses no finished trial and repeats no point", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const random = createRandom(5, "kills");
    const finished: number[] = [];
    const maxTrials = 60;
    for (let kill = 0; kill < 8; kill++) {
      const { child, begun, done } = startWorker(path, maxTrials, finished);
      await begun;
      await new Promise((resolve) => setTimeout(resolve, 60 * random.uniform()));
      child.kill("SIGKILL");
      await done;
    }
    const killed = (await finalTrials(path)).filter((trial) => trial.state === "finished").length;
    assert.ok(killed >= finished.length && killed < maxTrials, `${killed} finished under kills`);
    await startWorker(path, killed + 3, finished).done;

    const trials = await finalTrials(path);
    assert.ok(trials.every((trial) => trial.state === "finished"));
    assert.equal(new Set(finished).size, finished.length, "no trial is finished twice");
    const optimiser = createOptimiser(branin.space, { seed: 11, initialPoints: 4 });
    for (const trial of trials) {
      // The same points as without any kill, and each with the value that belongs to it.
      assert.deepEqual(trial.parameters, optimiser.ask().parameters);
      assert.equal(trial.value, branin.evaluate(trial.parameters));
      assert.equal(trial.reports.length, 1, "a killed attempt's reports are not kept");
      optimiser.tell(trial.number, trial.value!);
    }
  });
});

Deno.test("several processes on one study, one of them killed, share it without harm", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const finished: number[] = [];
    const workers = [1, 2, 3].map(() => startWorker(path, 24, finished));
    await workers[0].begun;
    workers[0].child.kill("SIGKILL");
    await Promise.all(workers.map((worker) => worker.done));
    // The survivors may have left before the killed worker's trial was seen to be lost.
    await startWorker(path, 24, finished).done;
    const trials = await finalTrials(path);
    assert.deepEqual(trials.map((trial) => trial.state), new Array(24).fill("finished"));
    assert.equal(new Set(trials.map((trial) => JSON.stringify(trial.parameters))).size, 24);
    assert.equal(new Set(finished).size, finished.length);
  });
});
