import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import type { HardeningRow } from "./hardening/hardening_rows.ts";

Deno.test("bench hardening adds what it measures to the file, with sums of all readers", async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, "hardening.json");
    const bench = async (inputs: number, ...readers: string[]) => {
      const { code, stdout, stderr } = await runProgram(
        "bench",
        "hardening",
        "--inputs",
        String(inputs),
        "--readers",
        ...readers,
        "--moments",
        "0",
        "--tries",
        "0",
        "--no-memory",
        "--out",
        out,
      );
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const table = await bench(40, "WAV", "JSON: a split");
    assert.match(table, /inputs: WAV +\d+ +inputs +-\n/);
    assert.match(table, /hangs: JSON: a split +0 +inputs +0\n/);
    await bench(7, "WAV");
    const { rows, command, environment } = JSON.parse(await Deno.readTextFile(out));
    const figure = (what: string) => rows.find((row: HardeningRow) => row.what === what).figure;
    assert.equal(figure("inputs: WAV"), 7);
    assert.equal(figure("inputs of all readers"), 7 + figure("inputs: JSON: a split"));
    assert.match(command, /^duygu bench hardening --inputs 7 --readers WAV /);
    assert.ok(environment.cpu);
  });
});

Deno.test("bench hardening names the readers that it knows", async () => {
  const { code, stderr } = await runProgram("bench", "hardening", "--readers", "MP3");
  assert.equal(code, 2);
  assert.match(stderr, /^error: Expected --readers to hold .*WAV; FLAC; .*but found MP3\n/);
});
