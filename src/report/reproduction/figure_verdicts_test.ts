import assert from "node:assert/strict";
import type { Curves } from "../curves.ts";
import { paperSTable3 } from "../published/paper_s.ts";
import type { SummaryRow } from "../summary.ts";
import { exampleRow } from "../testing/example_row.ts";
import { figureVerdicts } from "./figure_verdicts.ts";

const summary = (...rows: SummaryRow[]) => ({ environment: {}, command: "duygu bench", rows });

Deno.test("every figure of both papers has a verdict, untested without results", () => {
  const found = figureVerdicts(null, []);
  assert.equal(found.length, paperSTable3.length + 15);
  for (const { verdict, ours, why, command } of found) {
    assert.deepEqual([verdict, ours, command], ["cannot be tested", null, null]);
    assert.ok(why.length > 20);
  }
  assert.match(found.find(({ corpus }) => corpus === "banglaser")!.why, /data get banglaser/);
});

Deno.test("a row of the random split decides on its figure, with both intervals", () => {
  const earlier = { environment: {}, command: "duygu bench turev" };
  const row = exampleRow({ mean: 0.88, note: "mean over 3.", earlier });
  const strict = exampleRow({ protocol: "speaker", mean: 0.3 });
  const [accuracy, precision] = figureVerdicts(summary(strict, row), []);
  assert.equal(accuracy.verdict, "better");
  assert.equal(accuracy.published, 0.7782);
  assert.equal(accuracy.ours!.mean, 0.88);
  assert.ok(accuracy.ours!.interval!.low < 0.88 && accuracy.ours!.interval!.high > 0.88);
  assert.ok(accuracy.differenceInterval!.low > 0);
  assert.match(accuracy.why, /outside its 95 % interval; mean over 3$/);
  assert.equal(accuracy.command, "duygu bench turev");
  assert.equal(precision.verdict, "cannot be tested");
});

Deno.test("generated data decide on nothing", () => {
  const [accuracy] = figureVerdicts(summary(exampleRow({ synthetic: true })), []);
  assert.equal(accuracy.verdict, "cannot be tested");
});

Deno.test("paper F's figures cannot be tested, ours stand beside them", () => {
  const face = { corpus: "fer2013", model: "MobileNet", protocol: "official" as const };
  const perClass = [{ name: "happy", support: 879, recall: 0.8, aucProbability: 0.95 }];
  const curves = {
    ...face,
    synthetic: false,
    command: "duygu bench fer2013",
    metrics: { perClass },
  };
  const found = figureVerdicts(summary(exampleRow({ ...face, published: 0.927, mean: 0.6 })), [
    curves as unknown as Curves,
  ]).filter(({ corpus }) => corpus === "fer2013");
  assert.ok(found.every(({ verdict, why }) => verdict === "cannot be tested" && /mixes/.test(why)));
  const ours = (metric: string) => found.find((own) => own.metric === metric)!.ours?.mean;
  assert.equal(ours("accuracy"), 0.6);
  assert.equal(ours("recall, happy"), 0.8);
  assert.equal(ours("AUC (probabilities), happy"), 0.95);
  assert.equal(ours("recall, sad"), undefined);
});
