import assert from "node:assert/strict";
import { comparedFigures, comparisonPicture } from "./comparison_picture.ts";
import type { SummaryRow } from "./summary.ts";
import { exampleRow } from "./testing/example_row.ts";

const row = (model: string, mean: number, more: Partial<SummaryRow> = {}) =>
  exampleRow({ model, mean, interval: null, run: model, ...more });

const facts = (rows: SummaryRow[]) =>
  comparedFigures(rows).map(({ row, of, value, note }) => [row, of, value, note]);

Deno.test("a corpus shows the published figure on its own split, the paper's network and the best other", () => {
  const shown = facts([
    row("EmotionUnet", 0.89),
    row("Conformer", 0.88),
    row("ResidualCnn2d", 0.92),
    row("EmotionUnet", 0.4, { protocol: "speaker" }),
    row("LDA, functionals", 0.6, { protocol: "speaker" }),
    row("LDA, functionals", 0.78, { protocol: "speaker", knowledge: "unlabelled" }),
    row("CnnBiLstm", 0.99, { protocol: "speaker", metric: "macroF1" }),
    row("DenseFunctionals", 0.9, { protocol: "textFolds" }),
  ]);
  assert.deepEqual(shown.slice(0, 5), [
    ["TurEV-DB, random split", "published", 0.7782, undefined],
    ["TurEV-DB, random split", "paper's network", 0.89, undefined],
    ["TurEV-DB, random split", "other network", 0.92, "ResidualCnn2d"],
    ["TurEV-DB, unseen speakers", "paper's network", 0.4, undefined],
    ["TurEV-DB, unseen speakers", "other network", 0.6, "LDA, functionals"],
  ]);
  const rest = shown.slice(5).filter(([, of]) => of !== "published");
  assert.ok(rest.every(([, , value, note]) => value === null && /^not measured/.test(`${note}`)));
  assert.equal(rest.length, 4);
});

Deno.test("paper F's figure stands in no row of ours, other labels of a run are left out", () => {
  const rows = [
    row("CompactResNet", 0.67, { corpus: "fer2013", protocol: "official" }),
    row("CompactResNet, FER+ labels", 0.72, {
      corpus: "fer2013",
      protocol: "official",
      run: "CompactResNet",
    }),
  ];
  const shown = facts(rows).filter(([name]) => `${name}`.startsWith("FER2013"));
  assert.deepEqual(shown, [
    ["FER2013 and more, paper F's own", "published", 0.927, undefined],
    ["FER2013, official test set", "other network", 0.67, "CompactResNet"],
  ]);
});

Deno.test("corpora of one's own stand without the papers', generated ones are labelled", () => {
  assert.deepEqual(facts([row("EmotionUnet", 0.5, { corpus: "synthetic", synthetic: true })]), [
    ["SYNTHETIC, random split", "other network", 0.5, "EmotionUnet"],
  ]);
  assert.equal(comparisonPicture([]), null);
});
