import assert from "node:assert/strict";
import {
  findJupyter,
  type JupyterPart,
  jupyterPrograms,
  requirementsFile,
} from "./provision_jupyter.ts";

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
  Deno.test(`${part}: all that pip installs has a version and hashes, what is asked for included`, async () => {
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
