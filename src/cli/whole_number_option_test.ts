import assert from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import { wholeNumberOption } from "./whole_number_option.ts";

Deno.test("wholeNumberOption reads counts and refuses anything else", () => {
  assert.equal(wholeNumberOption("12"), 12);
  for (const text of ["0", "-1", "1.5", "two", ""]) {
    assert.throws(() => wholeNumberOption(text), InvalidArgumentError, text);
  }
});
