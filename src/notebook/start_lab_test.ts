import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { startLab } from "./start_lab.ts";

// The program is a shell script here.
const ignore = Deno.build.os === "windows";

/** Starts a stand-in for JupyterLab that notes its folder and words and ends with `code`. */
async function start(folder: string, code: number): Promise<string> {
  const [programs, notebooks] = [join(folder, "bin"), join(folder, "notebooks")];
  await Deno.mkdir(programs);
  await Deno.mkdir(notebooks);
  const script = `#!/bin/sh\necho "$PWD $*" > "${folder}/told"\nexit ${code}\n`;
  await Deno.writeTextFile(join(programs, "jupyter-lab"), script, { mode: 0o755 });
  await startLab({ programs, python: "python3" }, notebooks, ["--no-browser"]);
  return await Deno.readTextFile(join(folder, "told"));
}

Deno.test({ name: "JupyterLab opens the notebooks' folder", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await start(folder, 0), `${folder}/notebooks --no-browser\n`);
  });
});

Deno.test({ name: "JupyterLab's failure is told", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    await assert.rejects(start(folder, 3), /^Error: JupyterLab ended with exit code 3$/);
  });
});
