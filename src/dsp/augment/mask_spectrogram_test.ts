import assert from "node:assert/strict";
import { createRandom, type Random } from "../../base/random.ts";
import { maskFrequency, maskTime } from "./mask_spectrogram.ts";

const FRAMES = 20, BINS = 12;

/** Frames, or bins, that a mask of up to `most` covers in each of many draws. */
function covered(isTime: boolean, most: number): number[][] {
  const random = createRandom(3, most);
  return Array.from({ length: 400 }, () => places(isTime, most, random));
}

function places(isTime: boolean, most: number, random: Random): number[] {
  const values = new Float32Array(FRAMES * BINS).fill(1);
  (isTime ? maskTime : maskFrequency)(values, BINS, most, -5, random);
  const at = (frame: number, bin: number) => values[frame * BINS + bin];
  const along = Array.from({ length: isTime ? FRAMES : BINS }, (_, place) => place);
  const across = Array.from({ length: isTime ? BINS : FRAMES }, (_, place) => place);
  return along.filter((place) => {
    const line = across.map((other) => isTime ? at(place, other) : at(other, place));
    assert.ok(line.every((value) => value === line[0]), "a mask goes all across");
    assert.ok(line[0] === 1 || line[0] === -5);
    return line[0] === -5;
  });
}

for (const [isTime, most, size] of [[true, 6, FRAMES], [false, 4, BINS]] as const) {
  Deno.test(`${isTime ? "time" : "frequency"} masks are one piece, of any length to the most`, () => {
    const masks = covered(isTime, most);
    const lengths = new Set(masks.map(({ length }) => length));
    assert.deepEqual([...lengths].sort(), Array.from({ length: most + 1 }, (_, i) => i));
    for (const mask of masks) mask.forEach((place, i) => assert.equal(place, mask[0] + i));
    const touched = new Set(masks.flat());
    assert.equal(touched.size, size, "every place is reached");
  });
}

Deno.test("a mask longer than the spectrogram is at most all of it", () => {
  assert.equal(Math.max(...covered(true, 1000).map(({ length }) => length)), FRAMES);
});
