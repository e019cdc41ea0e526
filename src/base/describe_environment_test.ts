import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment, sourceState } from "./describe_environment.ts";

Deno.test("describeEnvironment is plain JSON, with extra parts beside its own", async () => {
  const environment = await describeEnvironment({ engine: { name: "cpu" }, deno: "not this" });
  assert.deepEqual(environment.engine, { name: "cpu" });
  assert.equal(environment.deno, Deno.version.deno);
  assert.ok(environment.cores >= 1 && environment.memoryGiB > 0);
  assert.ok(environment.cpu.length > 0);
  assert.match(environment.duygu, /^\d+\.\d+\.\d+/);
  assert.deepEqual(JSON.parse(JSON.stringify(environment)), environment);
});

async function git(folder: string, ...args: string[]) {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  const { success } = await new Deno.Command("git", {
    args: ["-C", folder, ...identity, ...args],
    stdout: "null",
  }).output();
  assert.ok(success, `git ${args[0]}`);
}

Deno.test("sourceState tells clean, changed, results only, and no checkout apart", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await sourceState(folder), null);
    await git(folder, "init", "-q");
    await Deno.mkdir(join(folder, "results"));
    await Deno.writeTextFile(join(folder, "code.ts"), "1");
    await Deno.writeTextFile(join(folder, "results", "summary.json"), "1");
    await git(folder, "add", ".");
    await git(folder, "commit", "-q", "-m", "first");
    const clean = await sourceState(folder);
    assert.match(clean?.commit ?? "", /^[0-9a-f]{40,64}$/);
    assert.equal(clean?.dirty, false);
    await Deno.writeTextFile(join(folder, "results", "summary.json"), "2");
    assert.equal((await sourceState(folder))?.dirty, false);
    await Deno.writeTextFile(join(folder, "code.ts"), "2");
    assert.equal((await sourceState(folder))?.dirty, true);
    assert.equal(await sourceState(join(folder, "results")), null, "a part of another checkout");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
