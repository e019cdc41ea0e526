import assert from "node:assert/strict";
import { mcnemar } from "./mcnemar.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

function outcomes(both: number, onlyFirst: number, onlySecond: number, neither: number) {
  const repeat = (count: number, right: boolean) => new Array<boolean>(count).fill(right);
  const first = [...repeat(both + onlyFirst, true), ...repeat(onlySecond + neither, false)];
  const second = [
    ...repeat(both, true),
    ...repeat(onlyFirst, false),
    ...repeat(onlySecond, true),
    ...repeat(neither, false),
  ];
  return mcnemar(first, second);
}

for (const reference of readMetricsFixture().mcnemar) {
  const { both, onlyFirst, onlySecond, neither } = reference;
  Deno.test(`mcnemar equals statsmodels': ${onlyFirst} against ${onlySecond}`, () => {
    const found = outcomes(both, onlyFirst, onlySecond, neither);
    assert.equal(found.onlyFirst, onlyFirst);
    assert.equal(found.onlySecond, onlySecond);
    assertClose(found.exactP, reference.exactP, 1e-9);
    assertClose(found.statistic, reference.statistic);
    assertClose(found.correctedP, reference.correctedP, 1e-9);
  });
}

Deno.test("mcnemar finds nothing where nothing differs", () => {
  const { statistic, exactP, correctedP } = outcomes(4, 3, 3, 1);
  assert.deepEqual([statistic, exactP, correctedP], [0, 1, 1]);
  assert.equal(outcomes(4, 0, 0, 1).exactP, 1);
  assert.throws(() => mcnemar([true], []), /found 1 and 0/);
});
