import assert from "node:assert/strict";
import { literature } from "./literature.ts";

Deno.test("literature: table 4's rows, feature-based ones on ANAD apart, and single networks on FER2013", () => {
  const of = (input: string) =>
    literature.filter((row) => row.input === input).map((row) => [row.corpus, row.value]);
  assert.deepEqual(of("audio"), [["banglaser", 0.59], ["tess", 0.91], ["anad", 0.9672]]);
  const faces = literature.filter(({ corpus }) => corpus === "fer2013");
  assert.deepEqual(faces.map(({ value }) => value), [0.65, 0.708, 0.7286, 0.7328, 0.7414]);
  assert.ok(faces.every(({ input, note }) => input === "images" && note));
  assert.deepEqual(of("features"), [["anad", 0.974], ["anad", 0.9552]]);
});
