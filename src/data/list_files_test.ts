import assert from "node:assert/strict";
import { join } from "node:path";
import { listFiles, withoutExtension } from "./list_files.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

/** Empty files below `folder`. */
async function writeEmpty(folder: string, names: string[]): Promise<void> {
  for (const name of names) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), "");
  }
}

Deno.test("listFiles gives one kind of media, sorted, remains left out", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["b/x.JPG", "a.png", "c.wav", "d.FLAC", "e.txt", "._a.png", "__MACOSX/a.png"];
    await writeEmpty(folder, names);
    assert.deepEqual(await listFiles(folder, "images"), {
      files: ["a.png", "b/x.JPG"],
      oddities: [],
    });
    assert.deepEqual((await listFiles(folder, "audio")).files, ["c.wav", "d.FLAC"]);
  });
});

Deno.test("B01: a broken link is named and ends nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeEmpty(folder, ["calm/a.wav"]);
    await Deno.symlink(join(folder, "annex", "no-such-object"), join(folder, "calm", "b.wav"));
    await Deno.symlink("itself", join(folder, "itself"));
    await Deno.symlink("nowhere", join(folder, "calm", "notes.txt"));
    const { files, oddities } = await listFiles(folder, "audio");
    assert.deepEqual(files, ["calm/a.wav"]);
    assert.deepEqual(oddities.map(({ relativePath, skipped }) => [relativePath, skipped]), [
      ["calm/b.wav", true],
      ["itself", true],
    ]);
    assert.equal(oddities[0].problem, "is a broken link");
  });
});

Deno.test("B01: a folder that may not be read, and a name that is no UTF-8, are named", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeEmpty(folder, ["calm/a.wav", "closed/b.wav"]);
    // Its own name, in bytes of Windows-1254, which only another program can write here.
    const script =
      'open(__import__("os").fsencode(__import__("sys").argv[1]) + b"/\\xfc.wav", "w")';
    const { success } = await new Deno.Command("python3", { args: ["-c", script, folder] })
      .output();
    assert.ok(success);
    const read = async () => await listFiles(folder, "audio");
    assert.deepEqual((await read()).oddities, [{
      relativePath: "\ufffd.wav",
      problem: "has a name that is no UTF-8; rename it",
      ...{ skipped: true, isUnreadable: true },
    }]);
    assert.deepEqual((await read()).files, ["calm/a.wav", "closed/b.wav"]);
    if (Deno.uid() === 0) return; // Who may do everything is refused nothing.
    await Deno.chmod(join(folder, "closed"), 0);
    const { files, oddities } = await read();
    await Deno.chmod(join(folder, "closed"), 0o700);
    assert.deepEqual(files, ["calm/a.wav"]);
    assert.match(oddities[0].problem, /^cannot be read: /);
  });
});

Deno.test("B02: links to what is listed, and loops, list nothing twice", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "corpus");
    await writeEmpty(folder, ["corpus/sad/a.wav", "corpus/calm/b.wav", "elsewhere/c.wav"]);
    await Deno.symlink("..", join(root, "calm", "latest"));
    await Deno.symlink(folder, join(root, "calm", "up"));
    await Deno.symlink("sad", join(root, "a-link-to-sad"));
    await Deno.symlink(join(root, "sad", "a.wav"), join(root, "0.wav"));
    await Deno.symlink(join(folder, "elsewhere"), join(root, "linked"));
    await Deno.symlink(join(folder, "elsewhere"), join(root, "linked-again"));
    await Deno.symlink(root, join(folder, "elsewhere", "back"));
    const { files, oddities } = await listFiles(root, "audio");
    assert.deepEqual(files, ["calm/b.wav", "linked/c.wav", "sad/a.wav"]);
    assert.deepEqual(oddities.map(({ relativePath, problem }) => `${relativePath} ${problem}`), [
      "0.wav leads to sad/a.wav",
      "a-link-to-sad leads to a folder that is listed",
      "calm/latest leads to a folder that is listed",
      "calm/up leads to a folder that is listed",
      "linked-again leads to a folder that is listed",
      "linked/back leads to a folder that is listed",
    ]);
    assert.ok(oddities.every(({ skipped }) => !skipped));
  });
});

Deno.test("B13: files are found however deep they lie", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = Array.from({ length: 14 }, (_, depth) => `${"d/".repeat(depth)}x.wav`);
    await writeEmpty(folder, names);
    assert.deepEqual((await listFiles(folder, "audio")).files, names.toSorted());
  });
});

Deno.test("withoutExtension takes off a media file's extension and nothing else", () => {
  assert.equal(withoutExtension("Angry/a.b.wav"), "Angry/a.b");
  assert.equal(withoutExtension("sad/x.JPeG"), "sad/x");
  assert.equal(withoutExtension("sad/x.txt"), "sad/x.txt");
});
