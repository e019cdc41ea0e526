import assert from "node:assert/strict";
import { mergeRows } from "./hardening_rows.ts";
import type { InjectedCommand } from "./injected_command.ts";
import { injectedCommands } from "./injected_commands.ts";
import { killCommands } from "./kill_commands.ts";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";

const options = { seed: 1, quiet: true, signal: new AbortController().signal };

// The quickest ones; train and tune are killed in tests of their own (train_command_test.ts,
// study_kill_test.ts), and all of them by `bench hardening`.
for (const name of ["data import", "report"]) {
  Deno.test(`${name}, killed at random moments, loses nothing`, async () => {
    const command = injectedCommands.find((one) => one.name === name)!;
    assert.deepEqual(await killCommands({ ...options, moments: 2, commands: [command] }), [
      { what: `kills: ${name}`, figure: 2, unit: "kills", limit: null },
      { what: `losses by kills: ${name}`, figure: 0, unit: "losses", limit: 0 },
    ]);
  });
}

Deno.test("what is lost, or comes out otherwise, is counted", async () => {
  let looks = 0;
  const forgetful: InjectedCommand = {
    name: "licences",
    prepare: () => Promise.resolve(),
    words: () => ["licences"],
    sources: () => [],
    finished: () => Promise.resolve(looks++ === 0 ? ["a trial"] : []),
    outcome: (out) => Promise.resolve(out.endsWith("whole") ? "whole" : "torn"),
  };
  const rows = await killCommands({ ...options, moments: 2, commands: [forgetful] });
  assert.deepEqual(rows.map(({ figure }) => figure), [2, 2]);
});

Deno.test("rows not measured anew stay in the file", async () => {
  await withTemporaryFolder(async (folder) => {
    const row = (what: string, figure: number) => ({ what, figure, unit: "", limit: null });
    const path = `${folder}/hardening.json`;
    assert.deepEqual(await mergeRows(path, [row("a", 1)]), [row("a", 1)]);
    await Deno.writeTextFile(path, JSON.stringify({ rows: [row("a", 1), row("b", 2)] }));
    assert.deepEqual(await mergeRows(path, [row("b", 3)]), [row("a", 1), row("b", 3)]);
  });
});
