import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import type { NotebookResult } from "../../notebook/execute_notebook.ts";
import { findJupyter } from "../../notebook/jupyter.ts";
import { readNotebook, writeNotebook } from "../../notebook/notebook_file.ts";
import { testNotebook } from "../../notebook/testing/test_notebook.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("notebook --install puts the kernel into the given folder", async () => {
  await withTemporaryFolder(async (folder) => {
    const { code, stdout } = await runProgram("notebook", "--install", "--prefix", folder);
    assert.equal(code, 0);
    const kernel = join(folder, "share", "jupyter", "kernels", "duygu");
    assert.equal(stdout, `Kernel "Duygu (Deno)": ${kernel}\n`);
    assert.ok((await Deno.stat(join(kernel, "kernel.json"))).isFile);
  });
});

Deno.test("notebook --strip removes outputs from the files named", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "run.ipynb");
    const notebook = testNotebook("1");
    notebook.cells[0].outputs = [{ output_type: "stream", name: "stdout", text: "1" }];
    await writeNotebook(path, notebook);
    assert.equal((await runProgram("notebook", "--strip", path)).code, 0);
    assert.deepEqual((await readNotebook(path)).cells[0].outputs, []);
  });
});

Deno.test({
  name: "notebook --execute runs each, one that fails too, with parameters, and exits with 1",
  // As in execute_notebook_test.ts.
  ignore: Deno.env.get("CI") !== "true" && findJupyter("execute") === undefined,
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      const notebooks = { fails: 'if (count !== "3") throw new Error("no clip")', works: "count" };
      for (const [name, cell] of Object.entries(notebooks)) {
        const notebook = testNotebook("parameters: const count = 1;", cell);
        await writeNotebook(join(folder, `${name}.ipynb`), notebook);
      }
      const files = Object.keys(notebooks).map((name) => join(folder, `${name}.ipynb`));
      const words = ["--html", join(folder, "pages"), "--parameter", "count=3"];
      const { code, stdout, stderr } = await runProgram(
        "notebook",
        "--execute",
        ...words,
        ...files,
      );
      assert.equal(code, 1);
      // With the cell that overrides the parameter.
      assert.match(stdout, /fails +3 +[\d.]+ +FAILED *\nworks +3 +[\d.]+ +done *\n$/);
      assert.match(stderr, /\nfails:\n[^]*no clip[^]*\nerror: 1 of 2 notebooks failed\n/);
      assert.match(await Deno.readTextFile(join(folder, "pages", "works.html")), /<pre>3/);

      // "3" in quotation marks is a text, 3 a number.
      const again = await runProgram(
        "notebook",
        "--execute",
        "--json",
        "--quiet",
        "--parameter",
        'count="3"',
        files[0],
      );
      const [{ durationS, ...result }]: NotebookResult[] = JSON.parse(again.stdout);
      assert.ok(durationS > 0);
      assert.deepEqual(result, { notebook: "fails", cells: 3, failure: null });
      assert.deepEqual([again.code, again.stderr], [0, ""]);
    });
  },
});

for (
  const [words, message] of [
    [["--parameter", "clips"], /Expected --parameter to be name=value, but found "clips"/],
    [["--execute", "--install"], /--execute.*cannot be used with.*--install/],
    [["--execute", "nowhere.ipynb"], /^error: Expected a file at nowhere\.ipynb/],
    [["--strip", "--html", "pages"], /Expected --execute with --html/],
    [["some.ipynb"], /Expected --execute or --strip with files/],
  ] as const
) {
  Deno.test(`notebook ${words.join(" ")} is a user's mistake`, async () => {
    const { code, stderr } = await runProgram("notebook", ...words);
    assert.equal(code, 2);
    assert.match(stderr, message);
  });
}
