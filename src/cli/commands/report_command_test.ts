import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { exampleRow } from "../../report/testing/example_row.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("report refuses folders that are not there, and options that it would pass over", async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, "out");
    const missing = join(folder, "none");
    for (
      const [words, sentence] of [
        [
          ["--own", missing],
          /^error: Expected --own to name a folder with summary\.json, .*none\n$/,
        ],
        [
          ["--own", folder, "--out", out],
          /^error: Expected --own to name a folder with summary\.json, /,
        ],
        [
          ["--results", missing],
          /^error: Expected a folder of results at .*none, but there is none/,
        ],
        [["--leaderboard", "--results", missing], /^error: Expected a folder of results at /],
        [["--leaderboard", "--svg"], /^error: Expected no --svg beside --leaderboard, /],
        [
          ["--publish", "--own", folder, "--out", out],
          /^error: Expected no --own beside --publish, /,
        ],
      ] as const
    ) {
      const { code, stdout, stderr } = await runProgram("report", ...words);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, sentence);
    }
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
  });
});

Deno.test("one's own figures stand beside those of the results", async () => {
  await withTemporaryFolder(async (folder) => {
    const summary = { environment: {}, command: "duygu bench", rows: [exampleRow()] };
    await Deno.writeTextFile(join(folder, "summary.json"), JSON.stringify(summary));
    const [results, out] = [join(folder, "results"), join(folder, "out")];
    await Deno.mkdir(results);
    const words = ["--results", results, "--own", folder, "--out", out];
    const { code, stdout, stderr } = await runProgram("report", ...words);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1 row of your own, from .*, stand beside them$/m);
  });
});
