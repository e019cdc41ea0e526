import assert from "node:assert/strict";
import type { InjectedCommand } from "./injected_command.ts";
import { injectedCommands } from "./injected_commands.ts";
import { faultCases, tryFaults } from "./try_faults.ts";

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
