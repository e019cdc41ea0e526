import assert from "node:assert/strict";
import { join } from "node:path";
import { listFiles, withoutExtension } from "./list_files.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

Deno.test("listFiles gives one kind of media, sorted, links followed, remains left out", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["b/x.JPG", "a.png", "c.wav", "d.FLAC", "e.txt", "._a.png", "__MACOSX/a.png"];
    for (const name of names) {
      await Deno.mkdir(join(folder, "inside", name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, "inside", name), "");
    }
    await Deno.symlink(join(folder, "inside", "b"), join(folder, "inside", "z"));
    const root = join(folder, "inside");
    assert.deepEqual(await listFiles(root, "images"), ["a.png", "b/x.JPG", "z/x.JPG"]);
    assert.deepEqual(await listFiles(root, "audio"), ["c.wav", "d.FLAC"]);
  });
});

Deno.test("withoutExtension takes off a media file's extension and nothing else", () => {
  assert.equal(withoutExtension("Angry/a.b.wav"), "Angry/a.b");
  assert.equal(withoutExtension("sad/x.JPeG"), "sad/x");
  assert.equal(withoutExtension("sad/x.txt"), "sad/x.txt");
});
