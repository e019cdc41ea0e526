import assert from "node:assert/strict";
import { type GapInput, groupScores } from "./group_gaps.ts";
import fixture from "./group_gaps_fixture.json" with { type: "json" };

const classes = ["angry", "calm", "sad"];

function inputOf(own: typeof fixture.cases[number]): GapInput {
  const { labels, groups, speakers, texts, probabilities } = own;
  const ids = labels.map((_, clip) => `clip ${clip}`);
  return { probabilities, labels, groups, speakers, texts, classes, ids };
}

for (const own of fixture.cases) {
  Deno.test(`scores by group equal scikit-learn's, intervals over ${own.over} SciPy's`, () => {
    const [female, male] = groupScores(inputOf(own));
    assert.deepEqual([female.name, male.name], ["female", "male"]);
    for (const [found, wanted] of [[female, own.scores.female], [male, own.scores.male]] as const) {
      assert.ok(Math.abs(found.accuracy - wanted.accuracy) < 1e-12);
      assert.ok(Math.abs(found.uar - wanted.uar) < 1e-12);
      assert.equal(found.over, own.over);
    }
    const { gap, intervals } = female;
    const ours = {
      accuracy: intervals!.accuracy,
      uar: intervals!.uar,
      accuracyGap: gap!.accuracy,
      uarGap: gap!.uar,
    };
    for (const [name, { low, high, sd }] of Object.entries(own.intervals)) {
      const found = ours[name as keyof typeof ours];
      // Two thousand resamples against twenty thousand: a fifth of a standard error.
      assert.ok(Math.abs(found.low - low) < sd / 5, `${name}: ${found.low}, ${low}`);
      assert.ok(Math.abs(found.high - high) < sd / 5, `${name}: ${found.high}, ${high}`);
    }
    const { difference } = gap!.uar;
    assert.ok(Math.abs(difference - (female.uar - male.uar)) < 1e-12);
    assert.ok(Math.abs(male.gap!.uar.difference + difference) < 1e-12);
  });
}

Deno.test("words that both say are paired: what is hard for both widens no gap", () => {
  const input = inputOf(fixture.cases[1]);
  const [byText, byClip] = [input, { ...input, texts: undefined }].map((one) => {
    const [{ gap, over }] = groupScores(one);
    return { over, width: gap!.accuracy.high - gap!.accuracy.low };
  });
  assert.deepEqual([byText.over, byClip.over], ["texts", "clips"]);
  assert.ok(byText.width < byClip.width, `${byText.width} ${byClip.width}`);
});

Deno.test("a second seed's predictions of the same clips narrow nothing", () => {
  const twice = <T>(list: readonly T[]) => [...list, ...list];
  const { probabilities, ...own } = fixture.cases[2];
  const input = inputOf({ probabilities, ...own });
  const [once] = groupScores(input);
  const [both] = groupScores({
    classes,
    probabilities: twice(probabilities),
    labels: twice(input.labels),
    groups: twice(input.groups),
    speakers: twice(input.speakers!),
    texts: twice(input.texts!),
    ids: twice(input.ids),
  });
  assert.deepEqual(both, once);
});

Deno.test("gaps of UAR are over the classes that both groups have", () => {
  const probabilities = [[1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]];
  const [first, second] = groupScores({
    ...{ probabilities, labels: [0, 1, 0, 1, 2], classes },
    ...{ groups: ["a", "a", "b", "b", "b"], ids: ["1", "2", "3", "4", "5"] },
  });
  assert.deepEqual([first.uar, second.uar], [1, 2 / 3]);
  // Both have the first two classes: 1 against (1 + 0) / 2.
  assert.equal(first.gap!.uar.difference, 0.5);
  assert.equal(first.speakers, null);
  assert.equal(first.clips, 2);
});

Deno.test("one group has no gap, unknown groups are left out, shapes are checked", () => {
  const input = {
    ...{ probabilities: [[1, 0], [0, 1], [1, 0]], labels: [0, 1, 1], classes: ["a", "b"] },
    ids: ["1", "2", "3"],
  };
  const [only, ...others] = groupScores({ ...input, groups: ["x", "x", ""] });
  assert.deepEqual(others, []);
  assert.deepEqual([only.clips, only.accuracy, only.gap], [2, 1, null]);
  // No class in common.
  const strangers = groupScores({ ...input, groups: ["x", "y", ""] });
  assert.deepEqual(strangers.map(({ gap }) => gap), [null, null]);
  assert.deepEqual(groupScores({ ...input, groups: ["", "", ""] }), []);
  assert.throws(() => groupScores({ ...input, groups: ["x"] }), /3 groups, one a clip/);
});
