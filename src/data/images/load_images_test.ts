import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolder, sha256 } from "../../base/files.ts";
import { withVariable } from "../../base/testing/with_variable.ts";
import { greyJpeg, texture } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { type ImageSource, loadImages } from "./load_images.ts";
import { readImage } from "./read_image.ts";

/** Calls `test` with pictures in a folder, and with a cache folder of its own. */
async function withPictures(test: (clips: ImageSource[]) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await withVariable("DUYGU_CACHE", join(folder, "cache"), async () => {
      const clips: ImageSource[] = [];
      for (const variant of [0, 1, 2, 0]) {
        const bytes = await greyJpeg(texture(variant));
        const [id, path] = [`clip${clips.length}`, join(folder, `${clips.length}.jpg`)];
        await Deno.writeFile(path, bytes);
        clips.push({ id, path, sha256: sha256(bytes) });
      }
      await test(clips);
    });
  });
}

const area = 48 * 48;

Deno.test("pictures come in the order requested, in shared memory", async () => {
  await withPictures(async (clips) => {
    const { ids, size, pixels } = await loadImages(clips);
    assert.deepEqual(ids, ["clip0", "clip1", "clip2", "clip3"]);
    assert.equal(size, 48);
    assert(pixels.buffer instanceof SharedArrayBuffer);
    for (const [at, { path }] of clips.entries()) {
      const { data } = await readImage(await Deno.readFile(path), path);
      assert.deepEqual(pixels.slice(at * area, (at + 1) * area), data);
    }
  });
});

Deno.test("the second time pixels come from the cache, also in another order", async () => {
  await withPictures(async (clips) => {
    const { pixels } = await loadImages(clips);
    // Without the files only the cache can give them.
    for (const { path } of clips) await Deno.remove(path);
    assert.deepEqual((await loadImages(clips)).pixels, pixels);
    const turned = await loadImages([clips[2], clips[0]]);
    assert.deepEqual(turned.pixels.slice(0, area), pixels.slice(2 * area, 3 * area));
    assert.deepEqual(turned.pixels.slice(area), pixels.slice(0, area));
    await assert.rejects(loadImages(clips, { size: 24 }), /Expected a picture at .*\d\.jpg/);
    await assert.rejects(loadImages(clips, { cache: false }), /Expected a picture at .*\d\.jpg/);
  });
});

Deno.test("what is damaged in the cache is read anew, and only that", async () => {
  await withPictures(async (clips) => {
    const { pixels } = await loadImages(clips);
    const [pack] = await Array.fromAsync(Deno.readDir(cacheFolder("images", "1-grey-48")));
    const path = cacheFolder("images", "1-grey-48", pack.name);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 5] ^= 1;
    await Deno.writeFile(path, bytes);
    for (const clip of clips.slice(0, 2)) await Deno.remove(clip.path);
    assert.deepEqual((await loadImages(clips.slice(0, 3))).pixels, pixels.slice(0, 3 * area));
  });
});

Deno.test("another size is scaled", async () => {
  await withPictures(async (clips) => {
    const { size, pixels } = await loadImages(clips, { size: 24 });
    assert.equal(size, 24);
    assert.equal(pixels.length, 4 * 24 * 24);
    // A smooth texture keeps its values at the middle of four pixels.
    const full = (await loadImages(clips)).pixels;
    const mean =
      (full[20 * 48 + 20] + full[20 * 48 + 21] + full[21 * 48 + 20] + full[21 * 48 + 21]) / 4;
    assert(Math.abs(pixels[10 * 24 + 10] - mean) < 4);
  });
});

Deno.test("a broken picture is named, and a signal ends the work", async () => {
  await withPictures(async (clips) => {
    await Deno.writeTextFile(clips[1].path, "no picture");
    await assert.rejects(loadImages(clips), /1\.jpg to be a picture .* but it is none/);
    const signal = AbortSignal.abort(new Error("stopped"));
    await assert.rejects(loadImages(clips, { signal }), /stopped/);
  });
});

Deno.test("rows of a table are pictures too", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "fer2013.csv");
    const rows = [3, 8].map((variant) => `0,${[...texture(variant)].join(" ")},Training\n`);
    await Deno.writeTextFile(path, "emotion,pixels,Usage\n" + rows.join(""));
    const clips = ["row-00001", "row-00000"].map((id) => ({ id, path, sha256: id }));
    const { pixels } = await loadImages(clips, { cache: false });
    assert.deepEqual(pixels.slice(0, area), texture(8));
    assert.deepEqual(pixels.slice(area), texture(3));
    const small = await loadImages(clips, { cache: false, size: 12 });
    assert.equal(small.pixels.length, 2 * 144);
  });
});

Deno.test("where the cache cannot be written, pictures are read all the same, and it is said once", async () => {
  await withPictures(async (clips) => {
    // A file in the place of the cache's folder.
    await Deno.mkdir(cacheFolder("images"), { recursive: true });
    await Deno.writeTextFile(cacheFolder("images", "1-grey-48"), "");
    const said: string[] = [];
    const before = console.error;
    console.error = (sentence: string) => said.push(sentence);
    try {
      const { pixels } = await loadImages(clips, { quiet: true });
      assert.deepEqual(said, []);
      assert.deepEqual((await loadImages(clips)).pixels, pixels);
      assert.equal(said.length, 1);
      assert.match(said[0], /^Pictures are not cached: /);
    } finally {
      console.error = before;
    }
  });
});
