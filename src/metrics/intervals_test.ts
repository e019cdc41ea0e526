import assert from "node:assert/strict";
import {
  bootstrapInterval,
  mcnemar,
  meanSd,
  studentInterval,
  studentQuantile,
  wilsonInterval,
} from "./intervals.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const { successes, trials, confidence, low, high } of readMetricsFixture().wilson) {
  Deno.test(`wilsonInterval equals statsmodels': ${successes} of ${trials}`, () => {
    const interval = wilsonInterval(successes, trials, { confidence });
    assertClose(interval.low, low, 1e-10);
    assertClose(interval.high, high, 1e-10);
  });
}

Deno.test("wilsonInterval refuses what is no rate", () => {
  assert.throws(() => wilsonInterval(5, 4), /found 5 of 4/);
  assert.throws(() => wilsonInterval(0, 0), /found 0 of 0/);
});

const meanOf = (values: readonly number[]) => (indices: Int32Array) =>
  indices.reduce((total, index) => total + values[index], 0) / indices.length;

Deno.test("bootstrapInterval agrees with SciPy's percentile bootstrap", () => {
  const { values, low, high, standardError } = readMetricsFixture().bootstrap;
  const found = bootstrapInterval({
    count: values.length,
    statistic: meanOf(values),
    resamples: 10_000,
  });
  // Two runs of other random numbers; a bound's own error is near 0.03 standard errors here.
  assert.ok(Math.abs(found.low - low) < 0.12 * standardError, `${found.low} against ${low}`);
  assert.ok(Math.abs(found.high - high) < 0.12 * standardError, `${found.high} against ${high}`);
});

Deno.test("bootstrapInterval of groups agrees with SciPy's bootstrap of whole speakers", () => {
  const { sizes, hits, low, high } = readMetricsFixture().clusterBootstrap;
  const right = sizes.flatMap((size, at) =>
    Array.from({ length: size }, (_, i) => +(i < hits[at]))
  );
  const groups = sizes.flatMap((size, at) => new Array<string>(size).fill(`speaker ${at}`));
  const found = bootstrapInterval({
    count: right.length,
    statistic: meanOf(right),
    groups,
    resamples: 20_000,
  });
  assert.ok(Math.abs(found.low - low) < 0.01, `${found.low} against ${low}`);
  assert.ok(Math.abs(found.high - high) < 0.01, `${found.high} against ${high}`);
  // Half as wide where the clips are taken to be independent.
  const alone = bootstrapInterval({ count: right.length, statistic: meanOf(right) });
  assert.ok(alone.high - alone.low < 0.6 * (found.high - found.low));
});

Deno.test("bootstrapInterval is deterministic by seed", () => {
  const options = { count: 5, statistic: meanOf([1, 5, 2, 9, 4]), resamples: 50 };
  assert.deepEqual(bootstrapInterval(options), bootstrapInterval(options));
  assert.notDeepEqual(bootstrapInterval(options), bootstrapInterval({ ...options, seed: 1 }));
});

Deno.test("bootstrapInterval draws whole groups, which widens the interval of alike clips", () => {
  const values = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
  const groups = values.map((_, index) => `speaker ${Math.floor(index / 5)}`);
  const base = { count: values.length, statistic: meanOf(values) };
  const alone = bootstrapInterval(base);
  const grouped = bootstrapInterval({ ...base, groups });
  assert.deepEqual(grouped, { low: 0, high: 1 });
  assert.ok(alone.low > 0.2 && alone.high < 0.8);
});

Deno.test("bootstrapInterval passes over resamples without a value and says when none has", () => {
  const never = () => NaN;
  assert.throws(() => bootstrapInterval({ count: 3, statistic: never }), /in some resample/);
  assert.throws(() => bootstrapInterval({ count: 0, statistic: never }), /at least one clip/);
  const sometimes = (indices: Int32Array) => indices[0] === 0 ? NaN : 7;
  assert.deepEqual(bootstrapInterval({ count: 3, statistic: sometimes }), { low: 7, high: 7 });
});

const { studentQuantile: quantiles, studentInterval: reference } = readMetricsFixture();

for (const [probability, degrees, expected] of quantiles) {
  Deno.test(`Student's t at ${probability} with ${degrees} degrees equals SciPy's`, () => {
    assertClose(studentQuantile(probability, degrees), expected, 1e-9);
  });
}

Deno.test("the interval of a mean equals SciPy's", () => {
  const { low, high } = studentInterval(reference.values)!;
  assertClose(low, reference.low, 1e-9);
  assertClose(high, reference.high, 1e-9);
});

Deno.test("a single value has no interval, equal values one without width", () => {
  assert.equal(studentInterval([0.5]), null);
  assert.deepEqual(studentInterval([0.5, 0.5]), { low: 0.5, high: 0.5 });
});

Deno.test("meanSd equals numpy's mean and std(ddof=1)", () => {
  const { values, mean, sd } = readMetricsFixture().meanSd;
  const found = meanSd(values);
  assertClose(found.mean, mean);
  assertClose(found.sd, sd);
});

Deno.test("meanSd claims no spread for one value and none for no value", () => {
  assert.deepEqual(meanSd([0.5]), { mean: 0.5, sd: null });
  assert.throws(() => meanSd([]), /at least one value/);
});

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
