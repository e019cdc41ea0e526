import assert from "node:assert/strict";
import { numberOption } from "./number_option.ts";

Deno.test("an option's number is read, anything else refused by the flag's name", () => {
  const parse = numberOption("--rate");
  assert.deepEqual(["3", "1e-3", "-2", "0.5"].map(parse), [3, 0.001, -2, 0.5]);
  for (const text of ["", " ", "three", "3 epochs", "Infinity", "NaN"]) {
    assert.throws(() => parse(text), /^UserError: Expected --rate to be a number, but found "/);
  }
});
