import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { ask, isAlive, sbatchOptions, shellWord, SlurmAwayError, slurmTasks } from "./slurm.ts";

const answer = (code: number, stdout: string, stderr = "") => () =>
  Promise.resolve({ code, stdout, stderr });

Deno.test("options of sbatch are divided as a shell does", () => {
  assert.deepEqual(sbatchOptions(""), []);
  assert.deepEqual(sbatchOptions(` --partition=gpu  --comment="two words" '--mail-user=a b' -n1`), [
    ...["--partition=gpu", "--comment=two words", "--mail-user=a b", "-n1"],
  ]);
  assert.throws(() => sbatchOptions('--comment="open'), UserError);
  assert.throws(() => sbatchOptions("--time=1 rm"), /found "rm"/);
});

Deno.test("words of a shell are quoted where they need it", () => {
  assert.equal(shellWord("/a/b-c.ts"), "/a/b-c.ts");
  assert.equal(shellWord("Ali's runs"), `'Ali'\\''s runs'`);
});

Deno.test("tasks of our arrays are told from others", async () => {
  const text =
    "duygu-1|0|RUNNING|n1\nother|1|PENDING|\nduygu-1|12|PENDING|\nduygu-2|N/A|PENDING|\n";
  assert.deepEqual(await slurmTasks(answer(0, text)), [
    { name: "duygu-1", index: 0, state: "RUNNING", nodes: "n1" },
    { name: "duygu-1", index: 12, state: "PENDING", nodes: "" },
  ]);
  assert.ok(["PENDING", "RUNNING", "COMPLETING"].every(isAlive));
  assert.ok(!["COMPLETED", "FAILED", "TIMEOUT", "NODE_FAIL", "CANCELLED"].some(isAlive));
});

Deno.test("a controller that is away is told from a refusal", async () => {
  const away = "sbatch: error: Batch job submission failed: Unable to contact slurm controller " +
    "(connect failure)";
  await assert.rejects(ask(answer(1, "", away), "sbatch", []), SlurmAwayError);
  const refused = "sbatch: error: invalid partition specified: gpuu";
  await assert.rejects(ask(answer(1, "", refused), "sbatch", []), {
    name: "UserError",
    message: /Slurm's sbatch refused: .*gpuu/,
  });
});
