import assert from "node:assert/strict";
import { modelInput, modelNames, modelTitle } from "./model_name.ts";

Deno.test("a variant is for what its kind is for, under a title of its own", () => {
  assert.equal(modelInput("compactResNetWide"), modelInput("compactResNet"));
  assert.equal(modelTitle("compactResNetWide"), "CompactResNet, wide");
  assert.equal(modelTitle("voiceFunctionals"), "DenseFunctionals, linear, of the voice");
  assert.equal(new Set(modelNames.map(modelTitle)).size, modelNames.length);
});
