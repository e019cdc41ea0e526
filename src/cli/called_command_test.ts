import assert from "node:assert/strict";
import { calledCommand } from "./called_command.ts";

for (
  const [line, command, subcommand, asksHelp] of [
    ["train turev --epochs 3", "train", undefined, false],
    ["--data train bench engine", "bench", "engine", false],
    ["--quiet bench turev engine", "bench", undefined, false],
    ["bench --budget smoke", "bench", undefined, false],
    ["help bench engine", "bench", "engine", true],
    ["help", undefined, undefined, false],
    ["--help", undefined, undefined, false],
    ["trian turev", undefined, undefined, false],
    ["train --engine abacus", undefined, undefined, false],
    ["train --data", undefined, undefined, false],
    ["--version", undefined, undefined, false],
    ["", undefined, undefined, false],
  ] as const
) {
  Deno.test(`"${line}" calls ${[command, subcommand].filter(Boolean).join(" ") || "none"}`, () => {
    const called = calledCommand(line.split(" ").filter(Boolean));
    assert.equal(called.command?.name, command);
    assert.equal(called.subcommand?.name, subcommand);
    assert.equal(called.asksHelp, asksHelp);
  });
}
