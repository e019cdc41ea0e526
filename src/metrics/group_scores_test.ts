import assert from "node:assert/strict";
import { intervalsOverGroups, metricsByGroup, withinShares } from "./group_scores.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

const reference = readMetricsFixture().speakers;
const classes = ["angry", "calm", "happy", "sad"];

Deno.test("metricsByGroup equals scikit-learn's scores of each speaker's clips", () => {
  const found = metricsByGroup({ ...reference, classes });
  assert.deepEqual(found.map(({ name }) => name), [1, 2, 3, 4, 5, 6, 7].map((n) => `speaker ${n}`));
  assert.deepEqual(found.map(({ metrics }) => metrics.count), reference.counts);
  for (const [name, { values }] of Object.entries(reference.metrics)) {
    found.forEach(({ metrics }, at) =>
      assertClose(metrics[name as keyof typeof reference.metrics], values[at])
    );
  }
});

for (const [name, expected] of Object.entries(reference.metrics)) {
  Deno.test(`intervals of the mean over speakers equal SciPy's: ${name}`, () => {
    const { mean, count, student, bootstrap } = intervalsOverGroups(expected.values);
    assert.equal(count, 7);
    assertClose(mean, (expected.student.low + expected.student.high) / 2);
    assertClose(student!.low, expected.student.low, 1e-9);
    assertClose(student!.high, expected.student.high, 1e-9);
    // Two thousand resamples against a hundred thousand: a fifth of a standard error.
    for (const end of ["low", "high"] as const) {
      assert.ok(Math.abs(bootstrap![end] - expected.bootstrap[end]) < expected.standardError / 5);
    }
  });
}

Deno.test("few speakers have a wide interval, or none", () => {
  assert.deepEqual(intervalsOverGroups([0.6]), {
    mean: 0.6,
    count: 1,
    student: null,
    bootstrap: null,
  });
  const { student, bootstrap } = intervalsOverGroups([0.6, 0.7]);
  assert.equal(bootstrap, null);
  assert.ok(student!.low < 0.02 && student!.high > 1.2);
  assert.deepEqual(withinShares(student!), { low: student!.low, high: 1 });
});

Deno.test("each clip needs a group", () => {
  assert.throws(() => metricsByGroup({ ...reference, classes, groups: ["a"] }), /found 1/);
});
