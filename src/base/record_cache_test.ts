import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openRecordCache } from "./record_cache.ts";

const format = { magic: "TEST", valueBytes: 1, size: 3 };
const record = (sha256: string, value: number) => ({
  sha256,
  bytes: Uint8Array.of(value, value + 1, value + 2),
});

Deno.test("a cache gives back what several writers put in, in whatever order it is asked for", async () => {
  await withTemporaryFolder(async (folder) => {
    const inside = join(folder, "not", "there", "yet");
    assert.equal(openRecordCache(inside, format).read(["a"]).size, 0);
    await openRecordCache(inside, format).write([record("a", 1), record("b", 2), record("c", 3)]);
    await openRecordCache(inside, format).write([record("d", 4)]);
    const cache = openRecordCache(inside, format);
    const found = cache.read(["d", "c", "x", "a"]);
    assert.deepEqual([...found.keys()].sort(), ["a", "c", "d"]);
    for (const [hash, value] of [["a", 1], ["c", 3], ["d", 4]] as const) {
      assert.deepEqual(found.get(hash), record(hash, value).bytes);
    }
    assert.equal(openRecordCache(inside, { ...format, size: 2 }).read(["a"]).size, 0);
  });
});

Deno.test("packs deleted since they were listed, and other files, are no error", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "x.pack"), "no pack");
    await Deno.writeTextFile(join(folder, "note.txt"), "nothing");
    await openRecordCache(folder, format).write([record("a", 1)]);
    const cache = openRecordCache(folder, format);
    assert.equal(cache.read(["a"]).size, 1);
    for (const { name } of [...Deno.readDirSync(folder)]) await Deno.remove(join(folder, name));
    assert.equal(cache.read(["a"]).size, 0);
  });
});
