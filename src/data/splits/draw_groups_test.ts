import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../base/random.ts";
import { madeCorpus } from "../testing/made_corpus.ts";
import { drawGroups, groupClips, groupedIds } from "./draw_groups.ts";

/** Groups of the given sizes, named by their place. */
function groupsOf(sizes: number[]) {
  return new Map(sizes.map((size, name) => {
    const ids = Array.from({ length: size }, (_, at) => `${name}/${at}`);
    return [String(name), ids];
  }));
}

Deno.test("groupClips groups by key and loses no clip", () => {
  const { clips } = madeCorpus({ classes: 2, speakers: 2, texts: 3, takes: 1 });
  const groups = groupClips(clips, (clip) => clip.text);
  assert.deepEqual([...groups.keys()], ["text0", "text1", "text2"]);
  assert.deepEqual(groupedIds(groups), clips.map((clip) => clip.id).sort());
});

Deno.test("drawGroups takes whole groups, comes near the wanted size and removes them", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(sizes, fc.integer({ min: 1, max: 60 }), fc.nat(), (sizes, wanted, seed) => {
    const groups = groupsOf(sizes);
    const all = groupedIds(groups);
    const drawn = drawGroups(groups, wanted, createRandom(seed));
    assert(drawn.length > 0);
    assert.deepEqual([...drawn, ...groupedIds(groups)].sort(), all);
    const names = new Set(drawn.map((id) => id.split("/")[0]));
    for (const name of names) {
      assert.equal(drawn.filter((id) => id.startsWith(`${name}/`)).length, sizes[Number(name)]);
    }
    // Only the first group may overshoot by more than half a group.
    if (names.size > 1) assert(drawn.length <= wanted + Math.max(...sizes) / 2);
    if (groups.size) assert(drawn.length >= wanted - Math.max(...sizes) / 2);
  }));
});

Deno.test("F01: groups of more clips than a call takes arguments are drawn", () => {
  const ids = Array.from({ length: 200_000 }, (_, at) => String(at));
  const groups = new Map([["one", ids], ["other", ["x"]]]);
  const drawn = drawGroups(groups, 200_001, createRandom(1));
  assert.equal(drawn.length, 200_001);
});
