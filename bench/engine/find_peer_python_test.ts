import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/user_error.ts";
import { findPeerPython } from "./find_peer_python.ts";
import { pythonPeers } from "./python_peers.ts";

/** Runs `work` with these environment variables, and restores them. */
async function withEnvironment(values: Record<string, string>, work: () => Promise<void>) {
  const before = new Map(["DUYGU_PYTHON", "DUYGU_CACHE"].map((key) => [key, Deno.env.get(key)]));
  try {
    for (const key of before.keys()) Deno.env.delete(key);
    for (const [key, value] of Object.entries(values)) Deno.env.set(key, value);
    await work();
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) Deno.env.delete(key);
      else Deno.env.set(key, value);
    }
  }
}

Deno.test("findPeerPython: no Python named and none installed is no error", async () => {
  await withEnvironment({ DUYGU_CACHE: "/nonexistent" }, async () => {
    assert.equal(await findPeerPython(), undefined);
  });
});

Deno.test("findPeerPython: a named Python that does not run is the user's mistake", async () => {
  const fails = (error: Error) =>
    error instanceof UserError && /--python \/no\/py/.test(`${error}`);
  await assert.rejects(findPeerPython("/no/py"), fails);
  await withEnvironment({ DUYGU_PYTHON: "/no/other" }, async () => {
    await assert.rejects(findPeerPython(), /\$DUYGU_PYTHON \/no\/other/);
  });
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
  assert.deepEqual(names({ torch: "2.13.0" }), [
    "torch",
    "torch-compile",
    "torch-fpmath",
    "torch-cuda",
  ]);
});
