/** A corpus with all that goes wrong in folders, from `data add` to a trained network. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { encodeWav } from "../../data/audio/wav.ts";
import { indexPath } from "../../data/clip_index.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { runProgram } from "../testing/run_program.ts";
import { tinyRun } from "../../train/tiny_run.ts";

/** A WAV file of floats of which one is no number. */
function withNaN(): Uint8Array {
  const bytes = encodeWav(new Float32Array(200), 16_000);
  const view = new DataView(bytes.buffer);
  view.setUint16(20, 3, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 32, true);
  view.setFloat32(44 + 4 * 7, NaN, true);
  return bytes;
}

Deno.test("A05 A13 B01 B05: add, split and train leave out what cannot be read, and tell of copies", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    const write = async (name: string, bytes: Uint8Array) => {
      await Deno.mkdir(dirname(join(root, name)), { recursive: true });
      await Deno.writeFile(join(root, name), bytes);
    };
    for (let at = 0; at < 40; at++) {
      await write(`${at % 2 ? "sad" : "calm"}/s${at % 4}-w${at}.wav`, toneWav(at));
    }
    await write("sad/s0-w90.wav", withNaN());
    await write("sad/s1-w91.wav", toneWav(1));
    await write("calm/s2-w92.wav", toneWav(7).subarray(0, 300));
    await Deno.symlink("no-such-object", join(root, "calm", "s3-w93.wav"));
    const data = ["--data", folder];
    try {
      const pattern = "{class}/{speaker}-{text}";
      const added = await runProgram("data", "add", "odd", root, "--pattern", pattern, ...data);
      assert.equal(added.code, 0, added.stderr);
      assert.match(added.stdout, /^Added odd: 41 clips, classes calm, sad;/);
      assert.match(added.stderr, /^Left out 3 files that cannot be read:$/m);
      assert.match(added.stderr, /^ {2}calm\/s3-w93\.wav is a broken link$/m);
      assert.match(added.stderr, /^odd: 1 of 41 clips are copies of others, byte for byte/m);

      const split = await runProgram("data", "split", "odd", ...data);
      assert.equal(split.code, 0, split.stderr);
      assert.match(split.stderr, /^odd: left out 3 files that cannot be used:$/m);
      assert.match(split.stderr, /sad\/s0-w90\.wav cannot be read: .* sample 7 is NaN$/m);
      assert.match(split.stderr, /calm\/s2-w92\.wav cannot be read: .*truncated$/m);
      assert.match(split.stderr, /copies of others, .*; this split puts none into two sets$/m);

      const config = join(folder, "tiny.json");
      await Deno.writeTextFile(config, "\ufeff" + JSON.stringify({ ...tinyRun, corpus: "odd" }));
      const words = ["train", "--config", config, "--runs", join(folder, "runs"), ...data];
      const trained = await runProgram(...words);
      assert.equal(trained.code, 0, trained.stderr);
      assert.match(trained.stderr, /^odd: left out 3 files that cannot be used:$/m);
      assert.match(trained.stderr, /^odd: 1 of 41 clips are copies/m);
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
});
