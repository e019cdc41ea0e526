import assert from "node:assert/strict";
import { bootstrapInterval } from "./bootstrap_interval.ts";
import { readMetricsFixture } from "./testing/read_metrics_fixture.ts";

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
