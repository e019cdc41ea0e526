/** What the benchmarks' commands say where they cannot do what is requested. */
import assert from "node:assert/strict";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";

const mistakes: [string, RegExp][] = [
  ["engine --networks turev,fer", /Expected --networks to hold turev, .*, but found fer/],
  ["engine --precisions float16", /Expected --precisions to hold float32, bfloat16.*found float16/],
  [
    "engine --only keras --python nowhere/python",
    /nowhere\/python, to be a Python program/,
  ],
  ["engine --rounds 0.5", /--rounds <count>.*0\.5/],
  ["features", /^error: Expected the data of TurEV-DB at /],
  ["tuning --python nowhere/python", /Expected --python .*nowhere\/python, to be a Python program/],
  ["peers speech turev --python nowhere/python", /Expected the data of TurEV-DB at /],
  [
    "peers speech synthetic --python nowhere/python",
    /Expected nowhere\/python to be a Python program, but running it failed/,
  ],
  ["peers speech synthetic-faces", /Expected recordings, but .* holds images/],
  ["peers speech --features mfcc", /--features <names\.\.\.>.*egemaps, compare/],
  ["tuning-study --corpus nobody", /Expected .*turev.*, but found nobody/],
  ["tuning-study --only guessing", /--only <strategy>.*bayesian, random/],
  ["ablation --corpora nobody", /Expected .*turev.*, but found nobody/],
  ["ablation --models emotionUnet", /--models <kinds\.\.\.>.*denseFunctionals/],
];

for (const [words, message] of mistakes) {
  Deno.test(`bench ${words} is a user's mistake, told before anything is measured`, async () => {
    await withTemporaryFolder(async (folder) => {
      const data = ["--data", folder];
      const { code, stdout, stderr } = await runProgram("bench", ...words.split(" "), ...data);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, message);
    });
  });
}
