import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { inputFiles } from "./input_files.ts";

async function withFiles(names: string[], test: (folder: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    for (const name of names) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), name);
    }
    await test(folder);
  });
}

Deno.test("a folder is its recordings, sorted, however deep; else its pictures", async () => {
  await withFiles(["b/2.wav", "b/1.flac", "a.wav", "cover.jpg", "notes.txt"], async (folder) => {
    const { paths } = await inputFiles([folder]);
    assert.deepEqual(paths, ["a.wav", "b/1.flac", "b/2.wav"].map((name) => join(folder, name)));
  });
  await withFiles(["b/2.png", "notes.txt"], async (folder) => {
    assert.deepEqual((await inputFiles([folder])).paths, [join(folder, "b/2.png")]);
    await assert.rejects(inputFiles([join(folder, "b/none*")]), /Expected files like .*none\*/);
  });
  await withFiles(["notes.txt"], async (folder) => {
    await assert.rejects(inputFiles([folder]), /the folder .* to hold recordings or pictures/);
  });
});

Deno.test("patterns name files, each is taken once, and a name that is there is no pattern", async () => {
  await withFiles(["x1.wav", "x2.wav", "y.wav", "x[1].wav"], async (folder) => {
    const at = (name: string) => join(folder, name);
    const { paths, nameOf } = await inputFiles([at("y.wav"), at("x?.wav"), at("*.wav")]);
    assert.deepEqual(paths.slice(0, 3), ["y.wav", "x1.wav", "x2.wav"].map(at));
    assert.equal(paths.length, 4);
    assert.equal(nameOf(paths[0]), paths[0]);
    assert.deepEqual((await inputFiles([at("x[1].wav")])).paths, [at("x[1].wav")]);
    assert.deepEqual((await inputFiles([at("missing.wav")])).paths, [at("missing.wav")]);
  });
});
