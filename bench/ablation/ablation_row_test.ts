import assert from "node:assert/strict";
import { z } from "zod";
import { ablationRow, ablationRowSchema, withEarlierRows } from "./ablation_row.ts";

const common = { corpus: "turev", network: "ResidualCnn2d", seeds: [1, 2], speakers: ["a", "b"] };
const whole = { ...common, variant: "as it is", accuracies: [[0.5, 0.7], [0.7, 0.9]] };
const less = { ...common, variant: "without", accuracies: [[0.4, 0.4], [0.4, 0.6]] };
const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) < 1e-12);

Deno.test("means are over speakers, deviations over seeds, intervals over speakers", () => {
  const row = ablationRow(whole);
  near(row.mean, 0.7);
  // Seeds' means are 0.6 and 0.8.
  near(row.sd!, Math.SQRT2 / 10);
  // Two speakers, 0.6 and 0.8: 12.706 standard errors of 0.1 to either side.
  assert.deepEqual(row.speakerInterval, { low: 0, high: 1 });
  assert.equal(row.difference, null);
});

Deno.test("a variant is compared speaker by speaker", () => {
  const { difference } = ablationRow(less, whole);
  near(difference!.mean, -0.25);
  near(difference!.speakerInterval!.low, -0.25 - 12.706204736174694 * 0.05);
  near(difference!.speakerInterval!.high, -0.25 + 12.706204736174694 * 0.05);
  assert.equal(ablationRow({ ...less, seeds: [1], accuracies: [[0.4, 0.4]] }).sd, null);
});

Deno.test("rows that are not measured anew stay, and tell where they come from", () => {
  const [old, other] = [ablationRow(whole), ablationRow(less)];
  const added = ablationRow({ ...whole, corpus: "tess" });
  const anew = ablationRow({ ...whole, accuracies: [[1, 1], [1, 1]] });
  const earlier = { rows: [old, other], environment: { cpu: "made" }, command: "duygu" };
  assert.deepEqual(withEarlierRows([anew, added], earlier), [
    anew,
    { ...other, earlier: { environment: { cpu: "made" }, command: "duygu" } },
    added,
  ]);
  const later = { rows: withEarlierRows([anew], earlier), environment: {}, command: "other" };
  assert.equal(withEarlierRows([], later)[1].earlier!.command, "duygu");
  assert.deepEqual(withEarlierRows([old]), [old]);
});

Deno.test("the stored rows are what the schema says, and lose nothing by it", async () => {
  const path = new URL("../../results/ablation.json", import.meta.url);
  const { rows } = JSON.parse(await Deno.readTextFile(path));
  assert.deepEqual(z.array(ablationRowSchema).parse(rows), rows);
});
