import assert from "node:assert/strict";
import fc from "fast-check";
import { epochBatches } from "./batches.ts";

const plan = fc.record({
  labels: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 }),
  batchSize: fc.integer({ min: 1, max: 64 }),
  seed: fc.nat(),
  epoch: fc.integer({ min: 1, max: 100 }),
});

Deno.test("unbalanced: every row once an epoch, batches full but the last", () => {
  fc.assert(
    fc.property(plan, ({ labels, ...options }) => {
      const batches = epochBatches(labels, { ...options, balanced: false });
      assert.deepEqual(batches.flat().sort((a, b) => a - b), labels.map((_, row) => row));
      for (const batch of batches.slice(0, -1)) assert.equal(batch.length, options.batchSize);
      assert.ok(batches.at(-1)!.length >= 1);
    }),
    { seed: 1 },
  );
});

Deno.test("balanced: as many rows, each class as often to within one, each row of a class in turn", () => {
  fc.assert(
    fc.property(plan, ({ labels, ...options }) => {
      const drawn = epochBatches(labels, { ...options, balanced: true }).flat();
      assert.equal(drawn.length, labels.length);
      const classes = new Set(labels);
      const rowCounts = labels.map((_, row) => drawn.filter((other) => other === row).length);
      const classCounts = [...classes].map((label) =>
        drawn.filter((row) => labels[row] === label).length
      );
      assert.ok(Math.max(...classCounts) - Math.min(...classCounts) <= 1, `${classCounts}`);
      for (const label of classes) {
        const own = rowCounts.filter((_, row) => labels[row] === label);
        assert.ok(Math.max(...own) - Math.min(...own) <= 1, `rows of ${label}: ${own}`);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("seed and epoch fix the order, and another of either changes it", () => {
  const labels = Array.from({ length: 60 }, (_, row) => row % 3);
  for (const balanced of [true, false]) {
    const draw = (seed: number, epoch: number) =>
      epochBatches(labels, { batchSize: 16, balanced, seed, epoch });
    assert.deepEqual(draw(1, 1), draw(1, 1));
    assert.notDeepEqual(draw(1, 1), draw(1, 2));
    assert.notDeepEqual(draw(1, 1), draw(2, 1));
  }
});

Deno.test("F01: classes of more rows than a call takes arguments are balanced", () => {
  const labels = Array.from({ length: 300_000 }, (_, row) => row % 100 === 0 ? 1 : 0);
  const options = { batchSize: 1_000, balanced: true, seed: 1, epoch: 1 };
  const drawn = epochBatches(labels, options).flat();
  assert.equal(drawn.length, labels.length);
  assert.equal(drawn.filter((row) => labels[row] === 1).length, labels.length / 2);
});
