import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { studentInterval } from "../metrics/intervals.ts";
import { type Predictions, togetherPredicted } from "../train/predictions.ts";
import {
  mergeSummary,
  type SummaryRow,
  summaryRow,
  summaryRows,
  summaryRowSchema,
  summarySchema,
  summaryText,
} from "./summary.ts";
import { exampleRow } from "./testing/example_row.ts";

const first = { environment: { cpu: "old" }, command: "bench turev" };
const second = { environment: { cpu: "new" }, command: "bench tess" };
const third = { environment: { cpu: "newest" }, command: "bench anad" };

Deno.test("mergeSummary replaces the same row and keeps others with what made them", () => {
  const turev = exampleRow();
  const before = { ...first, rows: [turev, exampleRow({ corpus: "tess" })] };
  const merged = mergeSummary(before, {
    ...second,
    rows: [exampleRow({ corpus: "tess", n: 549 })],
  });
  assert.deepEqual(merged.environment, second.environment);
  assert.deepEqual(merged.rows, [
    exampleRow({ corpus: "tess", n: 549 }),
    { ...turev, earlier: first },
  ]);
  const again = mergeSummary(merged, { ...third, rows: [] });
  assert.deepEqual(again.rows.map((row) => row.earlier), [second, first]);
});

Deno.test("summary.json holds environments once, and what is read is what was written", () => {
  const rows = ["turev", "tess", "anad", "fer2013"].map((corpus, at): SummaryRow => ({
    ...exampleRow({ corpus }),
    ...(at < 3 ? { earlier: at < 2 ? first : { ...first, command: "bench other" } } : {}),
  }));
  const summary = { ...second, rows };
  const text = summaryText(summary);
  assert.equal(text.match(/"cpu":"old"/g)?.length, 1);
  assert.equal(text.match(/bench turev/g)?.length, 1);
  assert.equal(text.split("\n").filter((line) => line.includes('"corpus"')).length, rows.length);
  assert.deepEqual(summarySchema.parse(JSON.parse(text)), summary);
  assert.equal(summaryText(summarySchema.parse(JSON.parse(text))), text);
  // The former form repeats them.
  assert.deepEqual(summarySchema.parse(JSON.parse(JSON.stringify(summary))), summary);
  const empty = { ...second, rows: [] };
  assert.deepEqual(summarySchema.parse(JSON.parse(summaryText(empty))), empty);
});

Deno.test("a row of summary.json that refers to no command is named", () => {
  const stored = JSON.parse(summaryText({ ...first, rows: [exampleRow(), exampleRow()] }));
  stored.rows[1].made = "nowhere";
  const { error } = summarySchema.safeParse(stored);
  assert.deepEqual(error!.issues[0].path, ["rows", 1, "made"]);
  const runless = JSON.parse(summaryText({ ...first, rows: [exampleRow()] }));
  runless.runs = {};
  assert.deepEqual(summarySchema.safeParse(runless).error!.issues[0].path, ["rows", 0, "runs"]);
  assert.match(error!.issues[0].message, /Expected the id of a command/);
});

Deno.test("mergeSummary tells synthetic rows and other metrics apart and sorts metrics by kind", () => {
  const rows = [
    exampleRow({ metric: "macroF1" }),
    exampleRow({ synthetic: true }),
    exampleRow(),
    exampleRow({ protocol: "speaker" }),
  ];
  const merged = mergeSummary({ ...first, rows: rows.slice(0, 2) }, {
    ...first,
    rows: rows.slice(2),
  });
  assert.deepEqual(
    merged.rows.map(({ protocol, metric, synthetic }) => [protocol, metric, synthetic]),
    [
      ["paper", "accuracy", false],
      ["paper", "macroF1", false],
      ["speaker", "accuracy", false],
      ["paper", "accuracy", true],
    ],
  );
});

Deno.test("summarySchema refuses what is no fraction and seeds without values", () => {
  const accepts = (row: object) => summarySchema.safeParse({ ...first, rows: [row] }).success;
  assert.ok(accepts(exampleRow()));
  assert.ok(accepts(exampleRow({ sd: null, published: null, seeds: [0], values: [0.5] })));
  assert.ok(!accepts(exampleRow({ mean: 88 })));
  assert.ok(!accepts(exampleRow({ seeds: [0] })));
  assert.ok(!accepts({ ...exampleRow(), surplus: 1 }));
});

Deno.test("rows of before get what is known of speakers, a whole n, and what their interval is over", () => {
  const former = (fields: Partial<SummaryRow>) => {
    const { knowledge: _, interval: __, ...row } = exampleRow(fields);
    return row;
  };
  const { rows } = summarySchema.parse({
    ...first,
    rows: [
      former({ model: "DenseFunctionals, linear", protocol: "speaker" }),
      former({ model: "3 × ResidualCnn2d, wide", protocol: "speakerFolds" }),
      former({ model: "EmotionUnet + CnnBiLstm", protocol: "crossCorpus" }),
      former({ model: "EmotionUnet", protocol: "speaker" }),
      former({ model: "DenseFunctionals", protocol: "textFolds", n: 699.6666666666666 }),
      former({ model: "DenseFunctionals" }),
      former({
        protocol: "speaker",
        metric: "macroRecall",
        note: "only 1 of 2 folds tested: tess",
      }),
    ],
  });
  assert.deepEqual(rows.map(({ knowledge }) => knowledge), [
    "unlabelled",
    "unlabelled",
    "unlabelled",
    "nothing",
    "nothing",
    "nothing",
    "nothing",
  ]);
  assert.deepEqual(rows.map(({ interval }) => interval!.over), [
    "seeds",
    "seeds",
    "seeds",
    "seeds",
    "seeds",
    "clips",
    "seeds",
  ]);
  assert.equal(rows[4].n, 700);
  assert.match(rows[6].note!, /^only 1 of 2 folds tested: tess; macro means of before/);
  // Read again, nothing changes.
  assert.deepEqual(summarySchema.parse(JSON.parse(JSON.stringify({ ...first, rows }))).rows, rows);
});

Deno.test("figures with more known of the speakers are rows of their own", () => {
  const known = exampleRow({ protocol: "speaker", knowledge: "unlabelled" });
  const rows = [known, exampleRow({ protocol: "speaker" })];
  const merged = mergeSummary({ ...first, rows }, { ...second, rows: [known] });
  assert.deepEqual(merged.rows.map(({ knowledge, earlier }) => [knowledge, !earlier]), [
    ["nothing", false],
    ["unlabelled", true],
  ]);
});

const { published: _published, mean: _mean, sd: _sd, ...results } = exampleRow();

Deno.test("summaryRow adds mean, spread and the published figure", () => {
  const row = summaryRow(results);
  assert.ok(Math.abs(row.mean - 0.88) < 1e-12);
  assert.ok(Math.abs(row.sd! - 0.01) < 1e-12);
  assert.equal(row.published, 0.7782);
  assert.ok(summaryRowSchema.safeParse(row).success);
});

Deno.test("summaryRow publishes nothing for synthetic data and claims no spread of one seed", () => {
  const row = summaryRow({ ...results, synthetic: true, seeds: [0], values: [1] });
  assert.equal(row.published, null);
  assert.equal(row.sd, null);
});

const classes = ["angry", "calm", "sad"];
const runs = {
  corpus: "turev",
  model: "EmotionUnet",
  synthetic: false,
  run: "runs/turev",
  knowledge: "nothing" as const,
  clips: new Map<string, { speaker: string; text: string }>(),
};

/** Predictions of `count` clips of `speaker`, right about as often as `skill` says. */
function drawn(speaker: string, count: number, skill: number, seed: number) {
  const random = createRandom(seed, `predictions of ${speaker}`);
  // The second speaker is never sad.
  const labels = Array.from({ length: count }, (_, at) => at % (speaker === "b" ? 2 : 3));
  const probabilities = Float64Array.from(labels.flatMap((label) => {
    const called = random.uniform() < skill ? label : random.integer(0, 2);
    return classes.map((_, own) => own === called ? 0.6 : 0.2);
  }));
  return { ids: labels.map((_, at) => `${speaker}${at}`), classes, labels, probabilities };
}

/** Speakers, their clips, and how well a network does on them. */
const SKILLS: [speaker: string, count: number, skill: number][] = [
  ["a", 30, 0.9],
  ["b", 12, 0.5],
  ["c", 21, 0.2],
  ["d", 15, 0.7],
  ["e", 24, 0.4],
];

const speakers = new Map(
  SKILLS.flatMap(([speaker, count]) =>
    Array.from(
      { length: count },
      (_, at) => [`${speaker}${at}`, { speaker, text: `w${at % 4}` }] as const,
    )
  ),
);

const byFold = [1, 2].map((seed) =>
  SKILLS.map(([speaker, count, skill]) => drawn(speaker, count, skill, seed))
);
const heldOut = { ...runs, clips: speakers, seeds: [1, 2], predictions: byFold };
const accuracyOf = (own: Predictions) =>
  evaluatePredictions(own.probabilities, own.labels, classes).accuracy;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("summaryRows makes a row of every metric over the seeds", () => {
  const one = drawn("a", 30, 1, 3), other = drawn("a", 30, 0.5, 4);
  const rows = summaryRows({
    ...runs,
    protocol: "paper",
    seeds: [3, 4],
    predictions: [[one], [other]],
  });
  const accuracy = rows.find(({ metric }) => metric === "accuracy")!;
  assert.deepEqual(
    [accuracy.values, accuracy.seeds, accuracy.n, accuracy.published],
    [[accuracyOf(one), accuracyOf(other)], [3, 4], 30, 0.7782],
  );
  assert.equal(rows.length, 6);
  assert.ok(!("pooled" in accuracy) && !("bySpeaker" in accuracy));
  assert.ok(summarySchema.safeParse({ environment: {}, command: "", rows }).success);
});

Deno.test("held-out speakers are what the interval is over, seeds averaged before", () => {
  const [accuracy, , recall] = summaryRows({ ...heldOut, protocol: "speaker" });
  const ofSpeakers = SKILLS.map((_, fold) =>
    mean(byFold.map((ofSeed) => accuracyOf(ofSeed[fold])))
  );
  assert.deepEqual(
    accuracy.bySpeaker,
    SKILLS.map(([speaker, n], at) => ({ speaker, n, value: ofSpeakers[at] })),
  );
  assert.ok(Math.abs(accuracy.mean - mean(ofSpeakers)) < 1e-12);
  const expected = studentInterval(ofSpeakers)!;
  const { low, high, ...over } = accuracy.interval!;
  assert.deepEqual(over, { over: "speakers", count: 5, method: "t" });
  assert.ok(Math.abs(low - Math.max(0, expected.low)) < 1e-12);
  assert.ok(Math.abs(high - Math.min(1, expected.high)) < 1e-12);
  const { clusterBootstrap } = accuracy;
  assert.ok(clusterBootstrap!.low > low && clusterBootstrap!.high < high);
  assert.equal(accuracy.n, 102);
  // Of the second speaker two classes count; that it was called sad costs scikit-learn's mean.
  const { probabilities, labels } = byFold[0][1];
  const second = evaluatePredictions(probabilities, labels, classes);
  assert.ok(second.macroRecall > second.scikitLearn.macroRecall);
  assert.ok(recall.mean > recall.scikitLearn!);
});

Deno.test("pooled is of all folds' clips together", () => {
  const [accuracy] = summaryRows({ ...heldOut, protocol: "speaker" });
  const pooled = mean(byFold.map((ofSeed) => accuracyOf(togetherPredicted(ofSeed))));
  assert.equal(accuracy.pooled, pooled);
  assert.notEqual(accuracy.pooled, accuracy.mean);
});

Deno.test("one held-out speaker tells nothing of others; unknown speakers leave clips", () => {
  const first = [[byFold[0][0]]];
  const [one] = summaryRows({ ...heldOut, protocol: "speaker", seeds: [1], predictions: first });
  assert.equal(one.interval, null);
  assert.equal(one.bySpeaker!.length, 1);
  const [unknown] = summaryRows({ ...runs, protocol: "speaker", seeds: [1], predictions: first });
  assert.deepEqual([unknown.interval!.over, unknown.interval!.count], ["clips", 30]);
});

Deno.test("speakers with equal scores make nothing certain", () => {
  const perfect = byFold[0].slice(0, 2).map((own) => ({
    ...own,
    probabilities: Float64Array.from(
      own.labels.flatMap((label) => classes.map((_, at) => at === label ? 1 : 0)),
    ),
  }));
  const [accuracy, , recall] = summaryRows({
    ...heldOut,
    protocol: "speaker",
    seeds: [1],
    predictions: [perfect],
  });
  assert.deepEqual([accuracy.mean, recall.mean, recall.interval], [1, 1, null]);
  const { low, high, ...over } = accuracy.interval!;
  assert.deepEqual(over, { over: "clips", count: accuracy.n, method: "Wilson" });
  assert.ok(high === 1 && low < 0.97 && low > 0.8, `${low} ${high}`);
});

Deno.test("held-out texts are drawn with all their clips and seeds", () => {
  const rows = summaryRows({ ...heldOut, protocol: "textFolds" });
  // Four words are too few to be drawn; more are.
  assert.equal(rows[0].interval!.over, "seeds");
  const clips = new Map([...speakers].map(([id, own], at) => [id, { ...own, text: `w${at % 9}` }]));
  const [accuracy] = summaryRows({ ...heldOut, protocol: "textFolds", clips });
  const { over, count, method } = accuracy.interval!;
  assert.ok(over === "seeds" || (over === "texts" && count === 9 && method === "bootstrap"));
  const alone = { seeds: [1], predictions: byFold.slice(0, 1), clips };
  const [ofOne] = summaryRows({ ...heldOut, ...alone, protocol: "textFolds" });
  assert.deepEqual([ofOne.interval!.over, ofOne.interval!.count], ["texts", 9]);
});

Deno.test("summaryRows leaves out what has no value and refuses missing predictions", () => {
  const alone = { ids: ["a"], classes, labels: [0], probabilities: Float64Array.of(0.8, 0.1, 0.1) };
  const paper = { ...runs, protocol: "paper" as const };
  const found = summaryRows({ ...paper, seeds: [0], predictions: [[alone]] })
    .map(({ metric }) => metric);
  assert.deepEqual(found, ["accuracy", "macroPrecision", "macroRecall", "macroF1"]);
  const refused = { ...paper, seeds: [0, 1], predictions: [[alone]] };
  assert.throws(() => summaryRows(refused), /found 1/);
  assert.throws(() => summaryRows({ ...paper, seeds: [], predictions: [] }), /0 seeds/);
});
