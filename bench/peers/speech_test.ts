/** The benchmark against peers, with a stand-in for Python; its scripts need packages. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { outputOf, startProgram } from "../../src/cli/testing/run_program.ts";
import { madeCorpus } from "../../src/data/made_inputs.ts";
import { splitCorpus } from "../../src/data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";
import { leaderboards } from "../../src/report/leaderboard.ts";
import type { PeerRow } from "../../src/report/peers_file.ts";
import { exampleRow } from "../../src/report/testing/example_row.ts";
import type { ClassifierAnswer } from "./python_side.ts";
import { peerRows, peersTable } from "./speech.ts";

const corpus = madeCorpus({ classes: 3, speakers: 3, texts: 10, takes: 1 });

/** Every split's answers by a classifier that is right about all but the first `wrong` clips. */
function answerOf(splits: ReturnType<typeof splitCorpus>[], wrong: number): ClassifierAnswer {
  const labels = new Map(corpus.clips.map(({ id, label }) => [id, corpus.classes.indexOf(label)]));
  const results = splits.flatMap(({ protocol, seed, fold, test }) =>
    (["training", "speaker"] as const).map((normalisation) => ({
      ...{ protocol, seed, fold, normalisation, classifier: "svm", c: 0.1, trainSeconds: 2 },
      predicted: test.map((id, at) => (labels.get(id)! + (at < wrong ? 1 : 0)) % 3),
    }))
  );
  return { dimensions: 88, milliseconds: 65, results };
}

Deno.test("peers' rows have the product's metrics and intervals, and say what they know", () => {
  const splits = ["speaker0", "speaker1", "speaker2"].map((fold) =>
    splitCorpus(corpus, { protocol: "speaker", seed: 1, fold })
  );
  const rows = peerRows(corpus, "egemaps", splits, answerOf(splits, 6));
  assert.deepEqual(
    rows.map(({ model, normalisation, knowledge, knownClips, n }) => [
      ...[model, normalisation, knowledge, knownClips, n],
    ]),
    [
      ["eGeMAPSv02, linear SVM", "training", "nothing", null, 90],
      ["eGeMAPSv02, linear SVM", "speaker", "unlabelled", 30, 90],
    ],
  );
  for (const { accuracy, bySpeaker, parameters, predictMs, trainSeconds } of rows) {
    assert.ok(Math.abs(accuracy.mean - 0.8) < 1e-12);
    // All speakers have the same accuracy, which makes nothing certain.
    assert.deepEqual([accuracy.interval!.over, accuracy.interval!.count], ["clips", 90]);
    assert.deepEqual(bySpeaker!.map(({ n }) => n), [30, 30, 30]);
    // One function a pair of classes: 88 weights and a constant.
    assert.deepEqual([parameters, predictMs, trainSeconds], [3 * 89, 65, 2]);
  }
});

Deno.test("the tables fit 80 columns, compare like with like, and say who is ahead", () => {
  const splits = [splitCorpus(corpus, { protocol: "speaker", seed: 1, fold: "speaker0" })];
  const peers = peerRows({ ...corpus, id: "turev" }, "compare", splits, answerOf(splits, 12));
  const common = { corpus: "turev", protocol: "speaker", published: null } as const;
  const rows = [
    exampleRow({ ...common, mean: 0.7, model: "Conformer" }),
    exampleRow({ ...common, mean: 0.5, knowledge: "unlabelled" }),
    exampleRow({ ...common, mean: 0.99, protocol: "paper" }),
  ];
  const text = peersTable(leaderboards({ rows, peers, networks: [] }));
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  assert.match(
    text,
    /nothing known, %:\n[^]*\n\* Conformer +70\.0 .*\n +ComParE_2016, linear SVM +60\.0/,
  );
  assert.match(text, /\nDuygu is ahead by 10\.0 points\.\n[^]*\nA peer is ahead by 10\.0 points\./);
  assert.doesNotMatch(text, /99\.0/);
});

/** A program that Deno runs, called as Python is: features are empty, the first class is always it. */
const STAND_IN = `
const [script, ...args] = Deno.args;
await Deno.writeTextFile(Deno.env.get("CALLS"), script.split(/[\\\\/]/).at(-1) + "\\n", { append: true });
if (script === "-c") {
  console.log(JSON.stringify({ python: "3", ...Object.fromEntries(args.slice(1).map((n) => [n, "1"])) }));
} else if (script.endsWith("extract.py")) {
  const { clips } = JSON.parse(await Deno.readTextFile(args[1]));
  if (!clips[0].path.endsWith(".wav")) throw new Error("no path");
  await Deno.writeTextFile(args[2], "features");
} else {
  const job = JSON.parse(await Deno.readTextFile(args[0]));
  if (await Deno.readTextFile(job.features) !== "features") throw new Error("no features");
  const results = job.splits.flatMap(({ protocol, seed, fold, train, test }) => {
    if (train.length + test.length !== Object.keys(job.clips).length) throw new Error("no validation");
    return job.normalisations.flatMap((normalisation) => job.classifiers.map((classifier) => ({
      protocol, seed, fold, normalisation, classifier, c: 1, trainSeconds: 1,
      predicted: test.map(() => 0),
    })));
  });
  await Deno.writeTextFile(args[1], JSON.stringify({ dimensions: 4, milliseconds: 1, results }));
}
`;

Deno.test({
  name: "bench peers speech gives Python the product's splits, keeps features, merges rows",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      const path = (name: string) => join(folder, name);
      await Deno.writeTextFile(path("stand_in.js"), STAND_IN);
      const calls = path("calls.txt");
      await Deno.writeTextFile(
        path("python"),
        `#!/bin/sh\nCALLS='${calls}' exec '${Deno.execPath()}' run -A --no-config '${
          path("stand_in.js")
        }' "$@"\n`,
      );
      await Deno.chmod(path("python"), 0o755);
      const words = ["bench", "peers", "speech", "synthetic", "--python", path("python")];
      const out = path("peers.json");
      const summary = { environment: {}, command: "", rows: [] };
      await Deno.mkdir(path("ours"));
      await Deno.writeTextFile(path("ours/summary.json"), JSON.stringify(summary));
      const bench = async (...more: string[]) => {
        const { code, stdout, stderr } = await outputOf(startProgram(
          [...words, "--out", out, "--ours", path("ours"), "--seeds", "2", ...more],
          { DUYGU_CACHE: path("cache") },
        ));
        assert.equal(code, 0, stderr);
        return stdout;
      };
      assert.match(
        await bench("--features", "whisper"),
        /SYNTHETIC, random split, nothing known, %:\n/,
      );
      const { rows, environment } = JSON.parse(await Deno.readTextFile(out));
      assert.equal(environment.python.opensmile, "1");
      const keys = (rows as PeerRow[]).map(({ protocol, knowledge, seeds }) => [
        ...[protocol, knowledge, seeds.length],
      ]);
      assert.deepEqual(keys.sort(), [
        ["paper", "nothing", 2],
        ["paper", "unlabelled", 2],
        ["speaker", "nothing", 1],
        ["speaker", "unlabelled", 1],
      ]);
      assert.equal(rows[0].model, "Whisper-tiny.en, logistic regression");

      const again = await Deno.readTextFile(out);
      await bench("--features", "whisper", "--protocols", "speaker");
      const merged = JSON.parse(await Deno.readTextFile(out));
      const before = JSON.parse(again);
      const plain = merged.rows.map(({ earlier: _earlier, ...row }: PeerRow) => row);
      assert.deepEqual(plain, before.rows, "rows that are not measured again stay");
      const kept = merged.rows.filter(({ earlier }: PeerRow) =>
        earlier?.command === before.command
      );
      assert.deepEqual(kept.map(({ protocol }: PeerRow) => protocol), ["paper", "paper"]);
      const called = (await Deno.readTextFile(calls)).trim().split("\n");
      assert.deepEqual(called, ["-c", "extract.py", "classify.py", "-c", "classify.py"]);
      assert.deepEqual(
        [...Deno.readDirSync(join(path("cache"), "speech-peers-features"))].length,
        1,
        "nothing is left beside the features",
      );
    });
  },
});
