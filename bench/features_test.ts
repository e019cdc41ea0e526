import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { indexPath } from "../src/data/clip_index.ts";
import { writeClips } from "../src/data/made_inputs.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";

interface Row {
  configuration: string;
}

Deno.test("bench features times both configurations, and anew replaces the old rows", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    const codes = { Angry: "kz", Calm: "sk", Happy: "mt", Sad: "hl" };
    await writeClips(root, Object.entries(codes).map(([name, code]) => `${name}/1_${code}_a.wav`));
    const out = join(folder, "engine.json");
    const bench = async (...words: string[]) => {
      const { code, stdout, stderr } = await runProgram(
        "bench",
        "features",
        "--data",
        folder,
        "--clips",
        "3",
        "--rounds",
        "1",
        "--out",
        out,
        ...words,
      );
      assert.equal(code, 0, stderr);
      return stdout;
    };
    assert.match(
      await bench(),
      /\ndefault \(16 kHz, +\d+\.\d+ .*\n(resampled\)\n)?44\.1 kHz, 512\/256 /,
    );
    const { rows } = JSON.parse(await bench("--json"));
    const written = JSON.parse(await Deno.readTextFile(out));
    const byConfiguration = (a: Row, b: Row) => a.configuration < b.configuration ? -1 : 1;
    assert.deepEqual(written.rows, rows.sort(byConfiguration), "measured anew, not twice");
    for (const { oursMs, clipsPerSecond } of rows) {
      assert.ok(oursMs > 0 && clipsPerSecond[1] > 0);
    }
    assert.match(written.command, /^duygu bench features /);
    await Deno.remove(indexPath(root));
  });
});
