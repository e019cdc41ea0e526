import assert from "node:assert/strict";
import { Command } from "commander";
import { type CommandEntry, commandList } from "./command_list.ts";

function testEntry({ name, summary, load, subcommands = [] }: CommandEntry, parent = ""): void {
  Deno.test(`the command list's ${parent}${name} loads a command of that name`, async () => {
    const program = new Command();
    (await load())(program);
    assert.deepEqual(program.commands.map((command) => command.name()), [name]);
    assert.ok(program.commands[0].description().length > 0);
    assert.match(summary, /^[A-Z].*[^.]$/, "one line, without a full stop");
  });
  for (const subcommand of subcommands) testEntry(subcommand, `${parent}${name} `);
}

for (const entry of commandList) testEntry(entry);
