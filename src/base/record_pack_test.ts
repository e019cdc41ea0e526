import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openRecordCache, readPackEntries, readPackIndex, writePack } from "./record_pack.ts";

const format = { magic: "TEST", valueBytes: 2, size: 4 };
const records = ["a", "b", "c"].map((sha256, i) => ({
  sha256,
  bytes: Uint8Array.of(i, 255 - i, 1, 80, 0, 0, 7 * i, 9),
}));

/** What the pack at `path` gives back, by hash. */
function readAll(
  path: string,
  { magic = "TEST", size = 4 } = {},
): Record<string, number[] | undefined> {
  const index = readPackIndex(path, { ...format, magic, size });
  using file = Deno.openSync(path);
  const found = readPackEntries(file, index);
  return Object.fromEntries([...found].map(([hash, bytes]) => [hash, [...bytes]]));
}

Deno.test("a pack gives back what was put in", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "x.pack");
    await writePack(path, format, records);
    const wanted = Object.fromEntries(records.map(({ sha256, bytes }) => [sha256, [...bytes]]));
    assert.deepEqual(readAll(path), wanted);
    assert.deepEqual(readAll(path, { size: 5 }), {});
    assert.deepEqual(readAll(path, { magic: "ELSE" }), {});
  });
});

Deno.test("whatever byte is damaged or cut, a pack gives right values or none", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "x.pack");
    await writePack(path, format, records);
    const whole = await Deno.readFile(path);
    const check = (found: Record<string, number[] | undefined>) => {
      for (const { sha256, bytes } of records) {
        if (found[sha256]) assert.deepEqual(found[sha256], [...bytes]);
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
    assert.equal(lost, whole.length); // the last record is never whole in a file cut short
  });
});

Deno.test("a missing pack is an empty one", () => {
  assert.equal(readPackIndex("/nowhere/at/all.pack", format).size, 0);
});

const cacheFormat = { magic: "TEST", valueBytes: 1, size: 3 };
const record = (sha256: string, value: number) => ({
  sha256,
  bytes: Uint8Array.of(value, value + 1, value + 2),
});

Deno.test("a cache gives back what several writers put in, in whatever order it is requested", async () => {
  await withTemporaryFolder(async (folder) => {
    const inside = join(folder, "not", "there", "yet");
    assert.equal(openRecordCache(inside, cacheFormat).read(["a"]).size, 0);
    await openRecordCache(inside, cacheFormat).write([
      record("a", 1),
      record("b", 2),
      record("c", 3),
    ]);
    await openRecordCache(inside, cacheFormat).write([record("d", 4)]);
    const cache = openRecordCache(inside, cacheFormat);
    const found = cache.read(["d", "c", "x", "a"]);
    assert.deepEqual([...found.keys()].sort(), ["a", "c", "d"]);
    for (const [hash, value] of [["a", 1], ["c", 3], ["d", 4]] as const) {
      assert.deepEqual(found.get(hash), record(hash, value).bytes);
    }
    assert.equal(openRecordCache(inside, { ...cacheFormat, size: 2 }).read(["a"]).size, 0);
  });
});

Deno.test("packs deleted since they were listed, and other files, are no error", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "x.pack"), "no pack");
    await Deno.writeTextFile(join(folder, "note.txt"), "nothing");
    await openRecordCache(folder, cacheFormat).write([record("a", 1)]);
    const cache = openRecordCache(folder, cacheFormat);
    assert.equal(cache.read(["a"]).size, 1);
    for (const { name } of [...Deno.readDirSync(folder)]) await Deno.remove(join(folder, name));
    assert.equal(cache.read(["a"]).size, 0);
  });
});
