import assert from "node:assert/strict";
import { join } from "node:path";
import { findPython } from "./find_python.ts";

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
