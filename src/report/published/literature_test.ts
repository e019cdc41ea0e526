import assert from "node:assert/strict";
import { literature } from "./literature.ts";

Deno.test("literature: table 4's rows, and feature-based ones on ANAD apart", () => {
  const of = (input: string) =>
    literature.filter((row) => row.input === input).map((row) => [row.corpus, row.value]);
  assert.deepEqual(of("audio"), [["banglaser", 0.59], ["tess", 0.91], ["anad", 0.9672]]);
  assert.deepEqual(of("features"), [["anad", 0.974], ["anad", 0.9552]]);
});
