import assert from "node:assert/strict";
import { join } from "node:path";
import { requireCorpus } from "../../data/find_corpus.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("plot writes PNG and SVG of each picture, beside the run by default", async () => {
  await withTemporaryFolder(async (folder) => {
    await madeRun(folder, await requireCorpus("synthetic", {}));
    const { code, stdout, stderr } = await runProgram("plot", folder);
    assert.equal(code, 0, stderr);
    const paths = stdout.trimEnd().split("\n");
    assert.equal(paths.length, 5);
    for (const path of paths) {
      assert.ok(path.startsWith(join(folder, "plots")), path);
      const png = await Deno.readFile(path);
      assert.deepEqual([...png.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
      assert.match(await Deno.readTextFile(path.replace(/png$/, "svg")), /^<svg /);
    }
    const refused = await runProgram("plot", join(folder, "plots"));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /to be a run's folder, but it has no config\.json/);
  });
});
