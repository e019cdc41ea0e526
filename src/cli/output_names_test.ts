import assert from "node:assert/strict";
import { outputNames } from "./output_names.ts";

Deno.test("names are the files' own, told apart by numbers where they are the same", () => {
  const files = ["a/face.png", "b/Face.jpg", "cup.tar.gz", "face-2.png", "c/face", ".hidden"];
  assert.deepEqual(
    outputNames(files),
    ["face", "Face-2", "cup.tar", "face-2-2", "face-3", ".hidden"],
  );
  assert.deepEqual(outputNames([]), []);
});
