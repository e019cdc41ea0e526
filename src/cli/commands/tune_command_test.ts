import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { writeMadeTable } from "../../tune/testing/made_table.ts";
import { outputOf, startProgram } from "../testing/run_program.ts";

Deno.test("tune is killed, interrupted with 130 and resumed; its configuration trains", async () => {
  await withTemporaryFolder(async (root) => {
    const data = join(root, "data");
    await writeMadeTable(data, 90);
    const study = join(root, "study");
    const words = [
      "anad",
      "--data",
      data,
      "--study",
      study,
      "--trials",
      "8",
      "--epochs-limit",
      "2",
    ];
    const killed = startProgram(["tune", ...words]);
    await finishedTrials(study, 1);
    killed.kill("SIGKILL");
    await outputOf(killed);
    const interrupted = startProgram(["tune", ...words, "--resume"]);
    await finishedTrials(study, 2);
    interrupted.kill("SIGINT");
    const first = await outputOf(interrupted);
    assert.equal(first.code, 130, first.stderr);
    const kept = await finished(study);
    assert.ok(kept.length >= 2 && kept.length < 8);
    const told =
      `Interrupted after ${kept.length} trials of 8, kept in ${study}; the same command `;
    assert.ok(first.stderr.endsWith(`${told}goes on from here\n`), first.stderr);
    assert.match(await Deno.readTextFile(join(study, "trials.csv")), /finished/);

    const again = await outputOf(startProgram(["tune", ...words]));
    assert.equal(again.code, 2);
    assert.match(again.stderr, /--resume continues it/);

    const resumed = await outputOf(startProgram(["tune", ...words, "--resume", "--json"]));
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, /Going on after \d trials?/);
    const result = JSON.parse(resumed.stdout);
    assert.deepEqual(result.trials, { finished: 8 });
    assert.equal(result.reduced, "REDUCED: at most 2 epochs a trial");
    assert.deepEqual((await finished(study)).slice(0, kept.length), kept, "none is run again");
    assert.ok(result.final.metrics.accuracy > 0.4);

    const config = join(study, "best.config.json");
    const runs = ["--config", config, "--runs", join(root, "runs"), "--epochs", "1", "--json"];
    const trained = await outputOf(startProgram(["train", "--data", data, ...runs]));
    assert.equal(trained.code, 0, trained.stderr);

    // Nothing is left to do: the study is shown, and the test set not looked at once more.
    const shown = await outputOf(startProgram(["tune", ...words, "--resume"]));
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /8 finished; REDUCED: at most 2 epochs a trial\nbest: trial \d/);
    assert.match(shown.stdout, /tested once \(\d+ clips\)/);
  });
});

/** Waits until so many trials have finished. */
async function finishedTrials(study: string, count: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if ((await finished(study)).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Expected a trial to finish within 30 s, but none did");
}

/** The journal's lines of finished trials. */
async function finished(study: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(study, "journal.jsonl")).catch(() => "");
  return text.split("\n").filter((line) => line.includes('"event":"finished"'));
}
