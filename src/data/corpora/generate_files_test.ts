import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { type GeneratedFile, generateFiles } from "./generate_files.ts";

const file = (relativePath: string, byte: number): GeneratedFile => ({
  relativePath,
  bytes: Uint8Array.of(byte),
});
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("files are made once, with their folders", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "corpora", "made");
    let times = 0;
    const files = function* () {
      times++;
      yield file("a/1.wav", 1);
      yield file("b/c/2.wav", 2);
    };
    assert.equal(await generateFiles(root, files), root);
    assert.equal(await generateFiles(root, files), root);
    assert.equal(times, 1);
    assert.deepEqual(await Deno.readFile(join(root, "b", "c", "2.wav")), Uint8Array.of(2));
    assert.deepEqual(namesIn(join(folder, "corpora")), ["made"], "nothing else is left");
  });
});

Deno.test("where making them breaks off there is nothing, and the next call makes them", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "made");
    const broken = function* () {
      yield file("1.wav", 1);
      throw new Error("interrupted");
    };
    await assert.rejects(generateFiles(root, broken), /interrupted/);
    assert.deepEqual(namesIn(folder), []);
    await generateFiles(root, () => [file("1.wav", 3)]);
    assert.deepEqual(await Deno.readFile(join(root, "1.wav")), Uint8Array.of(3));
  });
});

Deno.test("two that make the same at once both get it whole", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "made");
    const files = () => Array.from({ length: 20 }, (_, at) => file(`${at}.wav`, at));
    const roots = await Promise.all([generateFiles(root, files), generateFiles(root, files)]);
    assert.deepEqual(roots, [root, root]);
    assert.deepEqual(namesIn(folder), ["made"]);
    assert.equal(namesIn(root).length, 20);
  });
});

Deno.test("a file that cannot be written is named", async () => {
  await withTemporaryFolder(async (folder) => {
    const files = () => [file("a", 1), file("a/b.wav", 2)];
    await assert.rejects(
      generateFiles(join(folder, "made"), files),
      /Could not write .*a\/b\.wav: /,
    );
  });
});
