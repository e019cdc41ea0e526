import assert from "node:assert/strict";
import { join } from "node:path";
import { isFolder } from "./is_folder.ts";

Deno.test("folders and links to them are folders; files, broken links and nothing are none", async () => {
  const folder = await Deno.makeTempDir();
  const [file, link, broken] = ["file", "link", "broken"].map((name) => join(folder, name));
  await Deno.writeTextFile(file, "");
  await Deno.symlink(folder, link);
  await Deno.symlink(join(folder, "gone"), broken);
  const paths = [folder, link, file, join(file, "inside"), broken, join(folder, "missing")];
  assert.deepEqual(await Promise.all(paths.map(isFolder)), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  await Deno.remove(folder, { recursive: true });
});
