import assert from "node:assert/strict";
import { cacheFolder } from "./cache_folder.ts";
import { withVariable } from "./testing/with_variable.ts";

Deno.test("cacheFolder follows DUYGU_CACHE and joins what is inside", async () => {
  await withVariable("DUYGU_CACHE", "/some/where", () => {
    assert.equal(cacheFolder("features", "a"), "/some/where/features/a");
  });
  await withVariable("DUYGU_CACHE", undefined, () => assert.match(cacheFolder(), /duygu$/));
});
