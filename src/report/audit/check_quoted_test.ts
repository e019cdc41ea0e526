import assert from "node:assert/strict";
import { checkQuoted } from "./check_quoted.ts";
import { entry } from "./testing/printed.ts";

const verdict = (...texts: string[]) =>
  checkQuoted(entry("quoted", {
    subject: "accuracy",
    figures: texts.map((value, at) => ({ source: `page ${at}`, value })),
  })).verdict;

Deno.test("figures agree where one value can be printed as all of them", () => {
  assert.equal(verdict("86 %", "86.25 %"), "consistent");
  assert.equal(verdict("86 %", "0.8594"), "consistent");
  assert.equal(verdict("56.55 %", "59.55 %", "59.55 %"), "inconsistent");
  // Either may be a rounding of the first, but not both of one value.
  assert.equal(verdict("86 %", "85.6 %", "86.4 %"), "inconsistent");
});
