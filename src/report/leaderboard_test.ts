import assert from "node:assert/strict";
import { boardText, leaderboards, type LeaderboardSources } from "./leaderboard.ts";
import { leaderboardParts } from "./leaderboard_page.ts";
import type { PeerRow } from "./peers_file.ts";
import { exampleRow } from "./testing/example_row.ts";

const rows = (["accuracy", "macroRecall", "macroF1"] as const).map((metric) =>
  exampleRow({
    ...{ corpus: "turev", protocol: "emobox", model: "ResidualCnn2d", metric, mean: 0.8 },
    ...metric === "accuracy"
      ? { cost: { parameters: 123_456, trainSeconds: 87.6, predictMs: 4.21 } }
      : {},
  })
);

const score = { mean: 0.7, values: [0.7], interval: null };
const peer: PeerRow = {
  ...{ corpus: "turev", model: "ComParE_2016, linear SVM", protocol: "speaker", seeds: [1], n: 9 },
  ...{ normalisation: "speaker", knowledge: "unlabelled", knownClips: 300, chosenC: [0.1] },
  ...{ accuracy: score, macroRecall: score, macroF1: score, parameters: 38_244 },
  ...{ trainSeconds: 12.3, predictMs: 82, licence: "audEERING" },
};

const boardsOf = (sources: Partial<LeaderboardSources>) =>
  leaderboards({ rows: [], peers: [], networks: [], ...sources });

Deno.test("EmoBox's ten models and ours stand on one board in order of their accuracy", () => {
  const [board, ...others] = boardsOf({ rows });
  assert.equal(others.length, 0);
  const { corpus, protocol, knowledge, lines } = board;
  assert.deepEqual([corpus, protocol, knowledge], ["turev", "emobox", "nothing"]);
  assert.equal(lines.length, 11);
  const [{ model, by, accuracy, macroRecall, macroF1, parameters, interval }] = lines;
  assert.deepEqual([model, by, parameters], ["Whisper large v3", "EmoBox", 637e6]);
  const percent = [accuracy, macroRecall!, macroF1!].map((value) => (100 * value).toFixed(2));
  assert.deepEqual(percent, ["81.58", "81.32", "81.31"]);
  assert.equal(interval!.count, 432, "as many clips as the published fold tests");
  const own = lines[2];
  assert.deepEqual([own.model, own.by, own.macroRecall], ["ResidualCnn2d", "Duygu", 0.8]);
  assert.deepEqual([own.parameters, own.trainSeconds, own.predictMs], [123_456, 87.6, 4.21]);
});

Deno.test("a board holds one protocol and one knowledge, so that none is above on another split", () => {
  const unseen = exampleRow({ corpus: "turev", protocol: "speaker", mean: 0.99 });
  const known = exampleRow({ ...unseen, knowledge: "unlabelled", mean: 0.6 });
  const boards = boardsOf({ rows: [...rows, unseen, known], peers: [peer] });
  assert.deepEqual(
    boards.map(({ protocol, knowledge, lines }) => [
      protocol,
      knowledge,
      lines.filter(({ by }) => by !== "EmoBox").map(({ model }) => model),
    ]),
    [
      ["speaker", "nothing", ["EmotionUnet"]],
      ["speaker", "unlabelled", ["ComParE_2016, linear SVM", "EmotionUnet"]],
      ["emobox", "nothing", ["ResidualCnn2d"]],
    ],
  );
  assert.ok(
    boards[0].lines.every(({ by }) => by === "Duygu"),
    "the paper's figure is of another split",
  );
});

Deno.test("the papers' figure stands on the board of the papers' split alone, generated data on none", () => {
  const paper = exampleRow({ corpus: "turev", protocol: "paper", published: 0.7782, mean: 0.6 });
  const [{ lines }] = boardsOf({ rows: [paper] });
  assert.deepEqual(lines.map(({ by, accuracy }) => [by, accuracy]), [
    ["Görmez 2025", 0.7782],
    ["Duygu", 0.6],
  ]);
  assert.deepEqual(boardsOf({ rows: rows.map((row) => ({ ...row, synthetic: true })) }), []);
});

Deno.test("rows without their own cost have the networks' parameters; other labels are no rivals", () => {
  const row = exampleRow({ model: "Conformer", published: null, run: "runs/a" });
  const relabelled = exampleRow({ ...row, model: "Conformer, FER+ labels", mean: 0.95 });
  const networks = [{ network: "Conformer", parameters: 238_340 }];
  const [{ lines }] = boardsOf({ rows: [row, relabelled], networks });
  assert.deepEqual(lines.map(({ model, parameters }) => [model, parameters]), [
    ["Conformer", 238_340],
  ]);
  assert.deepEqual([lines[0].trainSeconds, lines[0].predictMs], [null, null]);
});

Deno.test("a board fits 80 columns in a terminal, long names go on below", () => {
  const long = exampleRow({
    ...{ corpus: "turev", protocol: "speaker", knowledge: "unlabelled", published: null },
    model: "logistic regression, prosody and voice quality + ResidualCnn2d + AttentiveUnet",
    cost: { parameters: 26_764_124, trainSeconds: 12_345.6, predictMs: 1234 },
    interval: { low: 0, high: 1, over: "speakers", count: 6, method: "t" },
  });
  const [board] = boardsOf({ rows: [long], peers: [peer] });
  const text = boardText(board);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, `${line.length}: ${line}`);
  assert.match(text, /^TurEV-DB, unseen speakers, unlabelled clips, %:\n/);
  assert.match(
    text,
    /\n\* logistic regression, +88\.0 +0\.0–100\.0 +27 M +12346 +1234 +MIT\n {4}prosody/,
  );
  assert.match(text, /\n {2}ComParE_2016, linear SVM +70\.0 +– +38 k +12 +82 +audEERING/);
});

Deno.test("the report's tables name who reached it, with cost and licence", () => {
  const boards = boardsOf({ rows, peers: [peer] });
  const parts = leaderboardParts(boards);
  const tables = parts.flatMap((part) => part.kind === "table" ? [part] : []);
  assert.deepEqual(tables.map(({ name }) => name), [
    "leaderboard_turev_speaker_unlabelled",
    "leaderboard_turev_emobox_nothing",
  ]);
  const [ofPeer, ofEmobox] = tables.map(({ table }) => table);
  assert.deepEqual(ofPeer.rows[0].slice(0, 5), [
    ...["1", "ComParE_2016, linear SVM", "peer", "70.00", "–"],
  ]);
  assert.deepEqual(ofPeer.rows[0].slice(-4), ["38 k", "12", "82", "audEERING"]);
  assert.deepEqual(ofEmobox.rows[0].slice(1, 3), ["Whisper large v3", "EmoBox"]);
  assert.deepEqual(ofEmobox.rows[2].slice(-5), ["3", "123 k", "88", "4.2", "MIT"]);
  for (const { header, rows } of [ofPeer, ofEmobox]) {
    for (const row of rows) assert.equal(row.length, header.length);
  }
  assert.deepEqual(leaderboardParts([]), []);
});
