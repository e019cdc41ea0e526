import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { modelTitle } from "../src/train/network_config.ts";
import type { NetworkRow } from "./networks.ts";

Deno.test("bench networks tells each network's size and time, and both against EmotionUnet's", async () => {
  await withTemporaryFolder(async (folder) => {
    const models = ["denseFunctionals", "voiceFunctionals"] as const;
    const out = join(folder, "networks");
    const { code, stdout, stderr } = await runProgram(
      "bench",
      "networks",
      "synthetic",
      "--rounds",
      "1",
      "--models",
      ...models,
      "--out",
      out,
      "--json",
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /EmotionUnet, warming up: \d+ ms\n/);
    const rows: NetworkRow[] = JSON.parse(stdout);
    assert.deepEqual(
      rows.map(({ network }) => network),
      ["EmotionUnet", ...models.map(modelTitle)],
    );
    for (const row of rows) {
      assert.equal(row.epochsMs.length, 1);
      assert.equal(row.medianMs, row.epochsMs[0]);
      assert.equal(row.parametersRatio, row.parameters / rows[0].parameters);
      assert.equal(row.timeRatio, row.medianMs / rows[0].medianMs);
    }
    const written = JSON.parse(await Deno.readTextFile(`${out}.json`));
    assert.deepEqual(written.rows, rows);
    assert.ok(written.synthetic && written.environment.cpu && written.command);
    assert.match(
      await Deno.readTextFile(`${out}.md`),
      /random split of SYNTHETIC.*\n[^]*\| logistic regression, prosody and voice quality /,
    );
  });
});
