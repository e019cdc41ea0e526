import assert from "node:assert/strict";
import { exampleRow } from "./testing/example_row.ts";
import { mergeSummary, type SummaryRow, summarySchema } from "./summary.ts";

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
    ...["unlabelled", "unlabelled", "unlabelled", "nothing", "nothing", "nothing", "nothing"],
  ]);
  assert.deepEqual(rows.map(({ interval }) => interval!.over), [
    ...["seeds", "seeds", "seeds", "seeds", "seeds", "clips", "seeds"],
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
