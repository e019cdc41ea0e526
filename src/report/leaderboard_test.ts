import assert from "node:assert/strict";
import { leaderboard, leaderboardCorpora, leaderboardTable } from "./leaderboard.ts";
import { exampleRow } from "./testing/example_row.ts";

const rows = (["accuracy", "macroRecall", "macroF1"] as const).map((metric) =>
  exampleRow({ corpus: "turev", protocol: "emobox", model: "ResidualCnn2d", metric, mean: 0.8 })
);

Deno.test("the leaderboard has EmoBox's ten models and ours in order of weighted accuracy", () => {
  const lines = leaderboard("turev", rows);
  assert.equal(lines.length, 11);
  const [{ model, weightedAccuracy, unweightedAccuracy, macroF1, seeds }] = lines;
  assert.deepEqual([model, seeds], ["Whisper large v3", null]);
  const percent = [weightedAccuracy, unweightedAccuracy, macroF1]
    .map((value) => (100 * value).toFixed(2));
  assert.deepEqual(percent, ["81.58", "81.32", "81.31"]);
  assert.equal(lines.findIndex(({ model }) => model === "ResidualCnn2d"), 2);
  assert.deepEqual(leaderboardCorpora(rows), ["turev"]);
  assert.deepEqual(leaderboardCorpora(rows.map((row) => ({ ...row, synthetic: true }))), []);
  assert.match(leaderboardTable(lines).text, /Whisper large v3 +81\.58 +81\.32 +81\.31 +EmoBox/);
});

Deno.test("a network of which a score is missing, or of another protocol, is not on it", () => {
  assert.equal(leaderboard("turev", rows.slice(1)).length, 10);
  assert.equal(leaderboard("turev", rows.map((row) => ({ ...row, protocol: "paper" }))).length, 10);
  assert.equal(leaderboard("tess", rows).length, 10);
});
