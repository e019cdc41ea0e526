import assert from "node:assert/strict";
import { picturedRows } from "./pictured_rows.ts";
import type { SummaryRow } from "./summary.ts";

const row = (
  corpus: string,
  model: string,
  mean: number,
  more: Partial<SummaryRow> = {},
): SummaryRow => ({
  ...{ corpus, model, protocol: "paper", knowledge: "nothing", metric: "accuracy" },
  ...{
    published: null,
    interval: null,
    mean,
    sd: null,
    seeds: [1],
    values: [mean],
    n: 100,
    synthetic: false,
    run: model,
    ...more,
  },
});

Deno.test("a picture shows the publications' networks and the best of the others under each protocol", () => {
  const published = row("turev", "EmotionUnet", 0.89, { published: 0.78 });
  const best = row("turev", "ResidualCnn2d", 0.92);
  const strict = row("turev", "CnnBiLstm", 0.49, { protocol: "speaker" });
  const faces = row("fer2013", "CompactResNet", 0.67);
  const rows = [
    published,
    row("turev", "Conformer", 0.88),
    best,
    strict,
    row("turev", "CnnBiLstm", 0.4, { protocol: "speaker", metric: "macroF1" }),
    faces,
    // The same run under other labels.
    row("fer2013", "CompactResNet, FER+ labels", 0.72, { run: "CompactResNet" }),
    row("fer2013", "CompactResNet, cleaned", 0.66),
  ];
  assert.deepEqual(picturedRows(rows), [faces, strict, published, best]);
});
