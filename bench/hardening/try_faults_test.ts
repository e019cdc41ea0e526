import assert from "node:assert/strict";
import { withTemporaryFolder } from "../../src/data/testing/temporary_folder.ts";
import { mergeRows } from "./hardening_rows.ts";
import { injectedCommands } from "./injected_commands.ts";
import type { InjectedCommand } from "./run_injected.ts";
import { faultCases, killCommands, tryFaults } from "./try_faults.ts";

const options = { seed: 1, tries: 1, quiet: true, signal: new AbortController().signal };

/** The quickest commands and faults; `bench hardening` tries all of them, and often. */
const chosen = [
  { name: "data import", faults: faultCases },
  { name: "train", faults: faultCases.filter(({ name }) => name === "torn file") },
];
for (const { name, faults } of chosen) {
  Deno.test(`${name} bears ${faults.map((fault) => fault.name).join(", ")}`, async () => {
    const commands = injectedCommands.filter((command) => command.name === name);
    const rows = await tryFaults({ ...options, commands, faults });
    // Where no disk may be mounted, two faults are left out.
    assert.ok(rows.length >= 2 * (faults.length - 2) && rows.length > 0);
    assert.deepEqual(rows.filter(({ limit, figure }) => limit !== null && figure > limit), []);
  });
}

Deno.test("an error that tells nothing is counted", async () => {
  const unclear: InjectedCommand = {
    name: "help",
    prepare: () => Promise.resolve(),
    // Fails where it goes on, without naming what is in its way.
    words: (_folder, out) =>
      out.endsWith("whole") || out.endsWith("first") ? ["--version"] : ["no"],
    sources: () => [],
    finished: () => Promise.resolve([]),
    outcome: () => Promise.resolve(""),
  };
  const faults = faultCases.filter(({ name }) => name === "two processes");
  const rows = await tryFaults({ ...options, commands: [unclear], faults });
  // Each of the two is unclear, both were turned away, and it does not go on.
  assert.deepEqual(rows.map(({ figure }) => figure), [1, 4]);
});

const killOptions = { seed: 1, quiet: true, signal: new AbortController().signal };

// The quickest ones; train and tune are killed in tests of their own (train_command_test.ts,
// study_kill_test.ts), and all of them by `bench hardening`.
for (const name of ["data import", "report"]) {
  Deno.test(`${name}, killed at random moments, loses nothing`, async () => {
    const command = injectedCommands.find((one) => one.name === name)!;
    assert.deepEqual(await killCommands({ ...killOptions, moments: 2, commands: [command] }), [
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
  const rows = await killCommands({ ...killOptions, moments: 2, commands: [forgetful] });
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
