import assert from "node:assert/strict";
import type { InjectedCommand } from "./injected_command.ts";
import { injectedCommands } from "./injected_commands.ts";
import { faultCases, tryFaults } from "./try_faults.ts";

const options = { seed: 1, tries: 1, quiet: true, signal: new AbortController().signal };

/** Cheap pairs for every run of the tests; `bench hardening` tries all of them, and often. */
const pairs = faultCases.flatMap((fault) =>
  injectedCommands.filter(({ name }) => ["data import", "train"].includes(name))
    .map((command) => ({ fault, command }))
);

for (const { fault, command } of pairs) {
  const obstacle = await fault.obstacle();
  Deno.test({
    name: `${command.name} bears a ${fault.name}${obstacle ? ` (left out: ${obstacle})` : ""}`,
    ignore: obstacle !== null,
    fn: async () => {
      const rows = await tryFaults({ ...options, commands: [command], faults: [fault] });
      assert.deepEqual(rows.map(({ figure }) => figure), [1, 0]);
    },
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
