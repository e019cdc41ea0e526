import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeZip } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { runQuietly } from "./processes.ts";
import { findPython, findPythonPart, provisionPython, type PythonPart } from "./python.ts";
import { pythonPackages } from "./python_packages.ts";

Deno.test({
  name: "findPython takes the first program that has the module",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const [python3, python] = ["python3", "python"].map((name) => join(folder, name));
    const write = (path: string, script: string) =>
      Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    try {
      assert.equal(await findPython("pip", [python3, python]), undefined);
      await write(python3, '[ "$*" = "-m pip --version" ]');
      await write(python, '[ "$*" = "-m venv --help" ]');
      assert.equal(await findPython("pip", [python3, python]), python3);
      assert.equal(await findPython("venv", [python3, python]), python);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** A wheel with one module, which pip installs without a network. */
async function writeWheel(folder: string, name: string): Promise<string> {
  const encoder = new TextEncoder();
  const info = `${name}-1.0.dist-info`;
  const files = {
    [`${name}.py`]: "answer = 42\n",
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/RECORD`]: `${name}.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  };
  const path = join(folder, `${name}-1.0-py3-none-any.whl`);
  const entries = Object.entries(files).map(([file, text]) => {
    return { name: file, content: encoder.encode(text) };
  });
  await Deno.writeFile(path, encodeZip(entries));
  return path;
}

Deno.test("a Python environment gets its packages once, part by part", async () => {
  await withTemporaryFolder(async (folder) => {
    const said: string[] = [];
    const say = (sentence: string) => said.push(sentence);
    const first: PythonPart = {
      folder: join(folder, "made"),
      name: "first",
      purpose: "this test",
      packages: [await writeWheel(folder, "firstpackage")],
    };
    assert.equal(findPythonPart(first), undefined);
    const [one, other] = await Promise.all([
      provisionPython(first, say),
      provisionPython(first, say),
    ]);
    assert.deepEqual(one, other);
    assert.equal(said.length, 1);
    assert.match(said[0], /^Installing .*firstpackage.* by pip into .*made \(once\) …$/);
    assert.deepEqual(findPythonPart(first), one);
    const check = "import firstpackage; assert firstpackage.answer == 42";
    assert.deepEqual(await runQuietly(one.python, ["-c", check]), {});

    const second = { ...first, name: "second", packages: [join(folder, "missing-1.0.whl")] };
    await assert.rejects(provisionPython(second, say), {
      name: "UserError",
      message: /^pip could not install .*missing-1\.0\.whl: /,
    });
    // What failed is tried again, into the same environment.
    second.packages = [await writeWheel(folder, "secondpackage")];
    await provisionPython(second, say);
    assert.deepEqual(
      await runQuietly(one.python, ["-c", "import firstpackage, secondpackage"]),
      {},
    );
  });
});

Deno.test({
  name: "pythonPackages reads what the program answers, and throws what it complains of",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const program = join(folder, "python");
    const write = (script: string) =>
      Deno.writeTextFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    try {
      const answer = { python: "3.12.3", packages: { torch: "2.13.0" } };
      await write(`echo '${JSON.stringify(answer)}'`);
      assert.deepEqual(await pythonPackages(program), answer);
      await write("echo broken >&2; exit 1");
      await assert.rejects(pythonPackages(program), /^Error: broken$/);
      await assert.rejects(pythonPackages(join(folder, "none")), Deno.errors.NotFound);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
