import assert from "node:assert/strict";
import { checkSplit } from "./check_split.ts";
import { entry } from "./testing/printed.ts";

const split = (whole: number, train: number, test: number) =>
  checkSplit(entry("splits", {
    ...{ subject: "set", source: "Table 1", whole },
    parts: { training: { count: train, share: "75 %" }, test: { count: test } },
  })).map(({ verdict }) => verdict);

Deno.test("parts add up to the set, and a part is its share, a clip more or less", () => {
  assert.deepEqual(split(1735, 1301, 434), ["consistent", "consistent"]);
  assert.deepEqual(split(1800, 1301, 434), ["inconsistent", "consistent"]);
  assert.deepEqual(split(1735, 1200, 535), ["consistent", "inconsistent"]);
});
