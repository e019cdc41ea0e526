import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { csvLine } from "./csv.ts";

Deno.test("a reader gets the same values back", () => {
  const values = [
    "plain",
    "a, b",
    'say "no"',
    "line\nbreak",
    "line\r\nbreak",
    "",
    0.1 + 0.2,
    false,
  ];
  assert.deepEqual(parse(csvLine(values)), [values.map(String)]);
  assert.equal(csvLine(["a", 1]), "a,1");
});
