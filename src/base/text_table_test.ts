import assert from "node:assert/strict";
import { markdownTable, textTable } from "./text_table.ts";

Deno.test("textTable aligns columns", () => {
  assert.equal(
    textTable(["id", "n"], [["turev", "5"], ["x", "1735"]], ["left", "right"]),
    "id        n\n─────  ────\nturev     5\nx      1735",
  );
});

Deno.test("markdownTable escapes bars", () => {
  assert.equal(
    markdownTable(["a", "n"], [["x|y", "1"]], ["left", "right"]),
    "| a | n |\n| --- | --: |\n| x\\|y | 1 |",
  );
});

Deno.test("F01: a table may have more rows than a call takes arguments", () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => [String(row)]);
  assert.ok(textTable(["row"], rows, ["right"]).endsWith("\n199999"));
});
