import assert from "node:assert/strict";
import fc from "fast-check";
import { checkAccuracy, nearestHits, possibleHits } from "./check_accuracy.ts";
import { printedFigureSchema } from "./printed_figure.ts";
import { entry } from "./testing/printed.ts";

const read = (text: string) => printedFigureSchema.parse(text);

Deno.test("paper S: 217 and 218 of 366 straddle 59.55 %, which no whole number gives", () => {
  const scores = entry("scores", {
    ...{ subject: "BanglaSER", source: "Table 3", tested: 366, accuracy: "59.55 %" },
    ...{ classCounts: { a: 183, b: 183 }, classCountsAre: "tested" },
  });
  const { verdict, arithmetic } = checkAccuracy(scores);
  assert.equal(verdict, "inconsistent");
  assert.match(arithmetic, /217 \/ 366 = 59\.290 %; 218 \/ 366 = 59\.563 %$/);
  const cut = checkAccuracy({ ...scores, accuracy: read("56.55 %") });
  assert.equal(cut.verdict, "consistent");
  assert.equal(cut.arithmetic, "207 / 366 = 56.557 %, cut off: 56.55 %");
});

Deno.test("the hits behind a printed accuracy are always among the possible ones", () => {
  const part = fc.integer({ min: 1, max: 5000 }).chain((tested) =>
    fc.record({ tested: fc.constant(tested), hits: fc.integer({ min: 0, max: tested }) })
  );
  fc.assert(fc.property(part, ({ tested, hits }) => {
    const figure = read(`${(100 * hits / tested).toFixed(2)} %`);
    assert.ok(possibleHits(figure, tested).some((possible) => possible.hits === hits));
  }));
});

Deno.test("nearest hits lie on both sides, one where it is met", () => {
  assert.deepEqual(nearestHits(read("59.55 %"), 366), [217, 218]);
  assert.deepEqual(nearestHits(read("50 %"), 10), [5]);
  assert.deepEqual(nearestHits(read("100 %"), 10), [10]);
});
