import assert from "node:assert/strict";
import { join } from "node:path";
import { pathExists } from "./path_exists.ts";

Deno.test("pathExists knows files and folders, and what is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "file.txt");
    assert.equal(pathExists(file), false);
    await Deno.writeTextFile(file, "");
    assert.equal(pathExists(file), true);
    assert.equal(pathExists(folder), true);
    assert.equal(pathExists(join(file, "inside")), false);
    assert.throws(() => pathExists(join(folder, "x".repeat(5000))));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
