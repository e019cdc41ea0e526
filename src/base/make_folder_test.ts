import assert from "node:assert/strict";
import { join } from "node:path";
import { makeFolder } from "./make_folder.ts";

Deno.test("folders are made as far as they are missing", async () => {
  const folder = await Deno.makeTempDir();
  const inner = join(folder, "a", "b");
  await makeFolder(inner);
  await makeFolder(inner);
  assert.ok((await Deno.stat(inner)).isDirectory);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file and a broken link in the way are the user's mistake, and named", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "file");
  const link = join(folder, "link");
  await Deno.writeTextFile(file, "");
  await Deno.symlink(join(folder, "gone"), link);
  const refused = (path: string, obstacle: string) =>
    assert.rejects(makeFolder(path), {
      name: "UserError",
      message: `Expected a folder at ${path}, but ${obstacle} is none`,
    });
  await refused(file, "it");
  await refused(join(file, "a", "b"), file);
  await refused(link, "it");
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "what the system refuses for other reasons is thrown as it is",
  ignore: Deno.build.os !== "linux",
}, async () => {
  await assert.rejects(makeFolder("/proc/duygu"), Deno.errors.NotFound);
});
