import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import {
  findJupyter,
  type JupyterPart,
  jupyterPrograms,
  requirementsFile,
  startLab,
} from "./jupyter.ts";

/** Packages and versions of a file of requirements, with how many hashes each has. */
async function pinned(path: string) {
  const text = (await Deno.readTextFile(path)).replaceAll(/^#.*\n/gm, "").replaceAll("\\\n", " ");
  return text.trim().split("\n").map((line) => {
    const [, name, version] = /^([a-z0-9-]+)==(\S+)/.exec(line) ?? [];
    assert.ok(name, `Expected a package with its version, but found ${line}`);
    return { name, version, hashes: line.match(/--hash=sha256:[0-9a-f]{64}/g)?.length ?? 0 };
  });
}

const parts: JupyterPart[] = ["execute", "lab"];

for (const part of parts) {
  Deno.test(`${part}: all that pip installs has a version and hashes, what is requested included`, async () => {
    const all = await pinned(requirementsFile(part));
    assert.deepEqual(all.filter(({ hashes }) => hashes === 0), []);
    const asked = await Deno.readTextFile(requirementsFile(part).replace(/txt$/, "in"));
    for (const line of asked.trim().split("\n").filter((line) => !line.startsWith("-r"))) {
      const [name, version] = line.split("==");
      const found = all.find((one) => one.name === name.replaceAll("_", "-"));
      assert.equal(found?.version, version, line);
    }
  });
}

Deno.test("both parts, which share an environment, agree on versions", async () => {
  const key = ({ name, version }: { name: string; version: string }) => `${name} ${version}`;
  const lab = new Set((await pinned(requirementsFile("lab"))).map(key));
  for (const one of await pinned(requirementsFile("execute"))) {
    assert.ok(lab.has(key(one)), key(one));
  }
});

Deno.test("Jupyter's programs are known before they are installed", () => {
  const [python, lab] = jupyterPrograms();
  assert.match(python, /jupyter.*python/);
  assert.match(lab, /jupyter-lab$/);
  const installed = findJupyter("execute");
  if (installed) assert.equal(installed.python, python);
});

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

Deno.test({ name: "JupyterLab's failure is reported", ignore }, async () => {
  await withTemporaryFolder(async (folder) => {
    await assert.rejects(start(folder, 3), /^Error: JupyterLab ended with exit code 3$/);
  });
});
