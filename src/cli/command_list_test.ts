import assert from "node:assert/strict";
import { Command } from "commander";
import { commandList } from "./command_list.ts";

for (const { name, summary, load } of commandList) {
  Deno.test(`the command list's ${name} loads a command of that name`, async () => {
    const program = new Command();
    (await load())(program);
    assert.deepEqual(program.commands.map((command) => command.name()), [name]);
    assert.ok(program.commands[0].description().length > 0);
    assert.match(summary, /^[A-Z].*[^.]$/, "one line, without a full stop");
  });
}
