import assert from "node:assert/strict";
import { cacheFolder } from "./cache_folder.ts";

Deno.test("cacheFolder follows DUYGU_CACHE and joins what is inside", () => {
  const before = Deno.env.get("DUYGU_CACHE");
  try {
    Deno.env.set("DUYGU_CACHE", "/some/where");
    assert.equal(cacheFolder("features", "a"), "/some/where/features/a");
    Deno.env.delete("DUYGU_CACHE");
    assert.match(cacheFolder(), /duygu$/);
  } finally {
    if (before === undefined) Deno.env.delete("DUYGU_CACHE");
    else Deno.env.set("DUYGU_CACHE", before);
  }
});
