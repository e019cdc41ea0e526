import assert from "node:assert/strict";
import { join } from "node:path";
import { pythonPackages } from "./python_packages.ts";

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
