import assert from "node:assert/strict";
import { checkShares } from "./check_shares.ts";
import { entry } from "./testing/printed.ts";

const verdict = (...texts: string[]) =>
  checkShares(entry("shares", {
    ...{ subject: "classes", source: "page 1" },
    shares: Object.fromEntries(texts.map((text, at) => [`class ${at}`, text])),
  })).verdict;

Deno.test("shares add up to 100 %, but for their rounding", () => {
  assert.equal(verdict("33.3 %", "33.3 %", "33.3 %"), "consistent");
  assert.equal(verdict("50 %", "50 %"), "consistent");
  assert.equal(verdict("33.3 %", "33.3 %", "32.3 %"), "inconsistent");
  assert.equal(verdict("0.50", "0.60"), "inconsistent");
});
