import assert from "node:assert/strict";
import { guessImagePattern } from "./guess_image_pattern.ts";

const cases: [string, string[], string | undefined][] = [
  ["class folders", ["sad/a.jpg", "happy/b.png"], "{class}/{any}"],
  ["parts above them", ["train/0/a.jpg", "Val/1/b.jpg", "test/1/c.jpg"], "{part}/{class}/{any}"],
  ["parts above some only", ["train/0/a.jpg", "other/1/b.jpg"], "{class}/{any}"],
  ["parts above, wrapped", ["x/train/0/a.jpg", "x/valid/1/b.jpg"], "{part}/{class}/{any}"],
  ["CK+", ["anger/S010_004_00000017.png", "fear/S011_003_00000012.png"], "{class}/{speaker}_{any}"],
  ["CK+ in parts", ["train/1/S010_004_00000017.png"], "{part}/{class}/{speaker}_{any}"],
  ["one beside the folders", ["sad/a.jpg", "b.jpg"], undefined],
];
for (const [what, files, expected] of cases) {
  Deno.test(`guessImagePattern: ${what}`, () => assert.equal(guessImagePattern(files), expected));
}
