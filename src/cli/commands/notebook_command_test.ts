import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { readNotebook, writeNotebook } from "../../notebook/notebook_file.ts";
import { testNotebook } from "../../notebook/testing/test_notebook.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("notebook --install puts the kernel where it is told", async () => {
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
