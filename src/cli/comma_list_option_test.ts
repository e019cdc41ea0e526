import assert from "node:assert/strict";
import { commaListOption } from "./comma_list_option.ts";

Deno.test("commaListOption trims items and drops empty ones", () => {
  assert.deepEqual(commaListOption("turev, tess,,anad "), ["turev", "tess", "anad"]);
  assert.deepEqual(commaListOption(""), []);
});
