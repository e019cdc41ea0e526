import assert from "node:assert/strict";
import { join } from "node:path";
import { withVariable } from "../../base/testing/with_variable.ts";
import { UserError } from "../../base/user_error.ts";
import { startClient } from "./pjrt.ts";
import { findPlugin, hasGpuPlugin, pluginPackages, provisionPlugin } from "./plugin.ts";

const isUserError = (pattern: RegExp) => (error: unknown) =>
  error instanceof UserError && pattern.test(error.message);

Deno.test("what is tested is pinned by hashes, what is not says so", () => {
  for (const [name, { requirements, experimental }] of Object.entries(pluginPackages)) {
    const isPinned = requirements.every((line) =>
      /^[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}$/.test(line)
    );
    assert.ok(isPinned !== (experimental !== undefined), name);
  }
});

Deno.test("a plugin is named by its path or by a known name", async () => {
  const path = import.meta.filename!;
  assert.deepEqual(findPlugin(path), { path, origin: "variable" });
  assert.throws(() => findPlugin("/nowhere/plugin.so"), isUserError(/Expected .* to exist/));
  assert.throws(() => findPlugin("gpu"), isUserError(/one of cpu, cuda13, .*but found gpu/));
  await withVariable("DUYGU_PJRT", path, () => assert.equal(findPlugin()?.path, path));
  for (const [named, isGpus] of [["cpu", false], ["cuda13", true], [path, true]] as const) {
    await withVariable("DUYGU_PJRT", named, () => assert.equal(hasGpuPlugin(), isGpus));
  }
});

Deno.test("what is no plugin is the user's error, with what the system says of it", () => {
  assert.throws(() => startClient(import.meta.filename!), isUserError(/to be a PJRT plugin/));
});

Deno.test("a half-installed plugin counts as none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await withVariable("DUYGU_CACHE", folder, async () => {
      await Deno.mkdir(join(folder, "pjrt-xla-cpu-pjrt-0.0.1"));
      assert.equal(findPlugin("cpu"), undefined);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the processor's plugin is installed once and found again", async () => {
  const said: string[] = [];
  const path = await provisionPlugin((sentence) => said.push(sentence), "cpu");
  assert.deepEqual(findPlugin("cpu"), { path, origin: "cache" });
  const before = said.length;
  assert.equal(await provisionPlugin((sentence) => said.push(sentence), "cpu"), path);
  assert.equal(said.length, before);
});
