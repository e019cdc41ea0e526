import assert from "node:assert/strict";
import { join } from "node:path";
import { withVariable } from "../../src/base/testing/with_variable.ts";
import { UserError } from "../../src/base/user_error.ts";
import { findPeerPython } from "./peers.ts";
import { pythonPeers } from "./process_contender.ts";

Deno.test("findPeerPython: no Python named and none installed is no error", async () => {
  const found = await withVariable("DUYGU_CACHE", "/nonexistent", () => findPeerPython());
  assert.equal(found, undefined);
});

Deno.test("findPeerPython: a named Python that does not run is the user's mistake", async () => {
  const fails = (error: Error) =>
    error instanceof UserError && /--python or \$DUYGU_PYTHON, \/no\/py,/.test(`${error}`);
  await assert.rejects(findPeerPython("/no/py"), fails);
});

Deno.test({
  name: "findPeerPython reads the packages that the program lists",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const program = join(folder, "python");
    await Deno.writeTextFile(
      program,
      `#!/bin/sh\necho '{"python": "3", "packages": {"torch": "2.13.0"}}'\n`,
    );
    await Deno.chmod(program, 0o755);
    const found = await findPeerPython(program);
    assert.deepEqual(found, { program, packages: { torch: "2.13.0" } });
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("pythonPeers offers what the packages allow", () => {
  const names = (packages: Record<string, string>) =>
    pythonPeers({ program: "python", packages }).map((entrant) => entrant.name);
  assert.deepEqual(names({}), []);
  assert.deepEqual(names({ keras: "3.15.1" }), []);
  assert.deepEqual(names({ keras: "3.15.1", "tensorflow-cpu": "2.21.0" }), ["keras", "keras-xla"]);
  assert.deepEqual(names({ flax: "0.12.10", jax: "0.11.2" }), ["jax-cuda"]);
  assert.deepEqual(names({ torch: "2.13.0" }), [
    "torch",
    "torch-compile",
    "torch-fpmath",
    "torch-cuda",
    "torch-cuda-compile",
  ]);
});
