import assert from "node:assert/strict";
import { commaChoicesOption, commaListOption } from "./comma_list_option.ts";

Deno.test("commaListOption trims items and drops empty ones", () => {
  assert.deepEqual(commaListOption("turev, tess,,anad "), ["turev", "tess", "anad"]);
  assert.deepEqual(commaListOption(""), []);
});

Deno.test("commaChoicesOption takes known items and suggests what was meant by another", () => {
  const parse = commaChoicesOption(["paper", "speaker"]);
  assert.deepEqual(parse("speaker,paper"), ["speaker", "paper"]);
  assert.throws(
    () => parse("paper, speker"),
    /Allowed are paper, speaker, but found speker; did you mean speaker\?$/,
  );
  assert.throws(() => parse("paper,dreams"), /but found dreams\.$/);
});
