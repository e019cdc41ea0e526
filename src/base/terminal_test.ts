import assert from "node:assert/strict";
import { colouredText, counted, outputColumns, wrapText } from "./terminal.ts";
import { withVariable } from "./testing/with_variable.ts";

Deno.test("lines are broken at spaces, with the indent of their line; long words stay whole", () => {
  assert.equal(wrapText("one two three", 8), "one two\nthree");
  assert.equal(wrapText("  one two three", 9), "  one two\n  three");
  assert.equal(wrapText("one two three", 8, 2), "one two\n  three");
  assert.equal(wrapText("/a/path/that/is/long and", 8), "/a/path/that/is/long\nand");
  assert.equal(wrapText("a   b\n\nc", 8), "a   b\n\nc", "what fits stays as it is");
});

Deno.test("$COLUMNS asks for a width; one that is no number does not count", async () => {
  await withVariable("COLUMNS", "180", () => Promise.resolve(assert.equal(outputColumns(), 180)));
  await withVariable("COLUMNS", "5", () => Promise.resolve(assert.equal(outputColumns(), 40)));
  if (Deno.stdout.isTerminal()) return;
  await withVariable("COLUMNS", "wide", () => Promise.resolve(assert.equal(outputColumns(), 80)));
});

Deno.test("headers, errors and verdicts have colours, and words stay what they are", () => {
  const text = "error: no\na  b\n─  ─\nx  worse\ny  reproduced\nit is better";
  const coloured = colouredText(text);
  const shown = coloured.replaceAll("\x1b", "^");
  assert.equal(shown.replaceAll(/\^\[\d+m/g, ""), text);
  assert.equal(
    shown,
    "^[31merror:^[39m no\n^[1ma  b^[22m\n─  ─\nx  ^[31mworse^[39m\ny  ^[32mreproduced^[39m\n" +
      "it is better",
  );
});

Deno.test("one is singular", () => {
  assert.equal(counted(1, "epoch"), "1 epoch");
  assert.equal(counted(0, "epoch"), "0 epochs");
  assert.equal(counted(2, "copy", "copies"), "2 copies");
});
