import assert from "node:assert/strict";
import lock from "../../../deno.lock" with { type: "text" };
import { type LicenceEntry } from "../list_licences.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("licences names every pinned package once, with a licence for what is fetched", async () => {
  const { code, stdout, stderr } = await runProgram("licences", "--json");
  assert.equal(code, 0, stderr);
  const all: (LicenceEntry & { part: string })[] = JSON.parse(stdout);
  const entries = all.filter(({ part }) => part === "npm");
  const pinned = Object.keys(JSON.parse(lock).npm).map((key) => /^@?[^@]+@[^_]+/.exec(key)![0]);
  const named = entries.map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual(pinned.filter((key) => !named.includes(key)), []);
  assert.equal(new Set(named).size, named.length);
  const licenceOf = (name: string) => entries.find((entry) => entry.name === name)?.licence;
  assert.equal(licenceOf("commander"), "MIT");
  assert.equal(licenceOf("@tensorflow/tfjs-core"), "Apache-2.0");
  assert.equal(licenceOf("TensorFlow (its library)"), "Apache-2.0");
  assert.deepEqual(entries.filter(({ licence }) => licence === "not named"), []);
  const partsOf = (name: string) =>
    all.filter((entry) => entry.name === name).map(({ part }) => part);
  assert.deepEqual(partsOf("jupyterlab"), ["Jupyter"]);
  assert.deepEqual(partsOf("librosa"), ["peers"]);
});
