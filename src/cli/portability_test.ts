/** The same run in other surroundings: paths, time zone, locale, no terminal. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { outputOf, startProgram } from "./testing/run_program.ts";
import { tinyRun } from "../train/tiny_run.ts";

async function train(folder: string, variables: Record<string, string>) {
  await Deno.mkdir(folder, { recursive: true });
  const config = join(folder, "tiny run.json");
  const training = { ...tinyRun.training as object, epochs: 1 };
  await Deno.writeTextFile(config, JSON.stringify({ ...tinyRun, training }));
  const runs = join(folder, "runs");
  const words = ["train", "--config", config, "--runs", runs];
  const { code, stdout, stderr } = await outputOf(startProgram(words, variables));
  assert.equal(code, 0, stderr);
  // deno-lint-ignore no-control-regex -- colours and cursor movements begin with it
  assert.doesNotMatch(stdout + stderr, /\x1b/);
  const [run] = Array.from(Deno.readDirSync(runs), ({ name }) => name);
  return await Deno.readFile(join(runs, run, "best.safetensors"));
}

Deno.test("blanks, Turkish letters, time zone and locale change no bit of a run", async () => {
  await withTemporaryFolder(async (folder) => {
    const plain = await train(join(folder, "plain"), { TZ: "UTC", LC_ALL: "C" });
    const turkish = await train(join(folder, "İş ışığı", "ğüşöç"), {
      TZ: "Asia/Istanbul",
      LC_ALL: "tr_TR.UTF-8",
      LANG: "tr_TR.UTF-8",
    });
    assert.ok(plain.length > 1000);
    assert.deepEqual(turkish, plain);
  });
});
