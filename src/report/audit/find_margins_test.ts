import assert from "node:assert/strict";
import fc from "fast-check";
import { findMargins } from "./find_margins.ts";
import { isMatrix, marginScores } from "./margins.ts";
import { printedFigureSchema, printedRange } from "./printed_figure.ts";
import { marginsOf, someConfusion } from "./testing/some_confusion.ts";

Deno.test("scores that a matrix has are found to be possible", () => {
  let [tried, found] = [0, 0];
  fc.assert(
    fc.property(someConfusion, (confusion) => {
      const margins = marginsOf(confusion);
      const clips = margins.hits.map((hit, at) => hit + margins.misses[at]);
      if (clips.some((count) => count === 0)) return;
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      const { macroPrecision, macroRecall, aucHardMacro } = marginScores(margins);
      const range = (value: number) =>
        printedRange(printedFigureSchema.parse(`${(100 * value).toFixed(2)} %`));
      const part = {
        tested: sum(clips),
        hits: sum(margins.hits),
        limits: clips.map((count) => ({ low: count, high: count })),
      };
      const targets = {
        macroPrecision: range(macroPrecision),
        macroRecall: range(macroRecall),
        aucHardMacro: range(aucHardMacro),
      };
      tried++;
      const witness = findMargins(part, targets);
      if (!witness) return;
      found++;
      assert.ok(isMatrix(witness));
      assert.deepEqual(witness.hits.map((hit, at) => hit + witness.misses[at]), clips);
      assert.equal(sum(witness.hits), part.hits);
      const scores = marginScores(witness);
      for (const [name, { low, high }] of Object.entries(targets)) {
        const score = scores[name as keyof typeof targets];
        assert.ok(score >= low && score <= high, name);
      }
    }),
    { numRuns: 8, seed: 1 },
  );
  // With every class's clips fixed few matrices remain; most, not all, are found.
  assert.ok(found >= 0.75 * tried, `${found} of ${tried}`);
});

Deno.test("what no matrix has is not found", () => {
  const part = { tested: 100, hits: 99, limits: [{ low: 50, high: 50 }, { low: 50, high: 50 }] };
  const targets = { macroRecall: { low: 0.5, high: 0.6 } };
  assert.equal(findMargins(part, targets, { steps: 2000, starts: 2 }), null);
});
