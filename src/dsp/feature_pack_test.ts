import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { readFeaturePackEntry, readFeaturePackIndex, writeFeaturePack } from "./feature_pack.ts";

const clips = ["a", "b", "c"].map((sha256, i) => ({
  sha256,
  data: Float32Array.of(i, -i / 3, 1e-30, 80),
}));

/** What the pack at `path` gives back, by hash. */
function readAll(path: string, size = 4): Record<string, number[] | undefined> {
  const index = readFeaturePackIndex(path, size);
  using file = Deno.openSync(path);
  return Object.fromEntries([...index].map(([hash, entry]) => {
    const data = readFeaturePackEntry(file, entry);
    return [hash, data && [...data]];
  }));
}

Deno.test("a pack gives back what was put in", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "x.pack");
    await writeFeaturePack(path, clips);
    const wanted = Object.fromEntries(clips.map(({ sha256, data }) => [sha256, [...data]]));
    assert.deepEqual(readAll(path), wanted);
    assert.deepEqual(readAll(path, 5), {}); // another size is another configuration
  });
});

Deno.test("whatever byte is damaged or cut, a pack gives right numbers or none", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "x.pack");
    await writeFeaturePack(path, clips);
    const whole = await Deno.readFile(path);
    const check = (found: Record<string, number[] | undefined>) => {
      for (const { sha256, data } of clips) {
        if (found[sha256]) assert.deepEqual(found[sha256], [...data]);
      }
    };
    let lost = 0;
    for (let i = 0; i < whole.length; i++) {
      const damaged = whole.slice();
      damaged[i] ^= 0x10;
      await Deno.writeFile(path, damaged);
      check(readAll(path));
      await Deno.writeFile(path, whole.subarray(0, i));
      const cut = readAll(path);
      check(cut);
      if (!cut.c) lost++;
    }
    assert.equal(lost, whole.length); // the last clip is never whole in a file cut short
  });
});

Deno.test("a missing pack is an empty one", () => {
  assert.equal(readFeaturePackIndex("/nowhere/at/all.pack", 4).size, 0);
});
