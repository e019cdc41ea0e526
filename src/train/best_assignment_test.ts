import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { bestAssignment } from "./best_assignment.ts";

function* permutations(items: number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const item of items) {
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest];
  }
}

const total = (worth: number[][], columns: number[]) =>
  columns.reduce((sum, column, row) => sum + worth[row][column], 0);

Deno.test("no other pairing is worth more, of all that there are", () => {
  const random = createRandom(1, "assignment");
  for (let trial = 0; trial < 60; trial++) {
    const size = 1 + trial % 6;
    const worth = Array.from({ length: size }, () => Array.from({ length: size }, random.normal));
    const columns = bestAssignment(worth);
    assert.deepEqual([...columns].sort(), [...Array(size).keys()], "one column each");
    const most = Math.max(
      ...[...permutations([...Array(size).keys()])].map((p) => total(worth, p)),
    );
    assert.ok(Math.abs(total(worth, columns) - most) < 1e-9);
  }
});

Deno.test("a row yields its best column where another one needs it more", () => {
  assert.deepEqual(bestAssignment([[10, 9], [10, 0]]), [1, 0]);
  assert.deepEqual(bestAssignment([]), []);
});
