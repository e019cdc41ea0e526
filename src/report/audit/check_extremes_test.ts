import assert from "node:assert/strict";
import { checkExtremes } from "./check_extremes.ts";
import { entry } from "./testing/printed.ts";

const verdict = (which: "highest" | "lowest", ...named: string[]) =>
  checkExtremes(entry("extremes", {
    ...{ subject: "recall", source: "text", which, named },
    values: { happy: "89 %", sad: "86 %", fear: "87 %", angry: "86 %" },
  })).verdict;

Deno.test("the named are compared with as many from the list's end, ties granted", () => {
  assert.equal(verdict("highest", "happy"), "consistent");
  assert.equal(verdict("highest", "fear", "happy"), "consistent");
  assert.equal(verdict("highest", "happy", "sad"), "inconsistent");
  assert.equal(verdict("lowest", "angry"), "consistent");
  assert.equal(verdict("lowest", "sad"), "consistent");
  assert.equal(verdict("lowest", "happy"), "inconsistent");
  assert.equal(verdict("highest", "surprise"), "inconsistent");
});
