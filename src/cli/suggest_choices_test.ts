import assert from "node:assert/strict";
import { Argument, Command, Option } from "commander";
import { suggestChoices } from "./suggest_choices.ts";

function program(): Command {
  const command = new Command("paint")
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .addOption(new Option("--colour <name>", "").choices(["red", "green"]))
    .addOption(new Option("--shapes <names...>", "").choices(["circle", "square"]))
    .addArgument(new Argument("<tool>", "").choices(["brush", "pen"]));
  suggestChoices(command);
  return command;
}

for (
  const [words, end] of [
    [["--colour", "gren", "pen"], "Allowed choices are red, green; did you mean green?"],
    [["--colour", "blue", "pen"], "Allowed choices are red, green."],
    [["pen", "--shapes", "circle", "sqare"], "circle, square; did you mean square?"],
    [["bruhs"], "Allowed choices are brush, pen; did you mean brush?"],
  ] as const
) {
  Deno.test(`"${words.join(" ")}" is refused: ${end}`, () => {
    assert.throws(
      () => program().parse([...words], { from: "user" }),
      (error) => (error as Error).message.endsWith(end),
    );
  });
}

Deno.test("choices are taken as before, several too", () => {
  const command = program();
  command.parse(["pen", "--colour", "red", "--shapes", "circle", "square"], { from: "user" });
  assert.deepEqual(command.opts(), { colour: "red", shapes: ["circle", "square"] });
  assert.deepEqual(command.args, ["pen"]);
});
