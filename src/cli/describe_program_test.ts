import assert from "node:assert/strict";
import { addAllCommands, createProgram } from "./create_program.ts";
import { commandList } from "./command_list.ts";
import { describeProgram, flatCommands } from "./describe_program.ts";

const program = createProgram();
await addAllCommands(program, commandList);
const described = describeProgram(program);

/** Commands that print no table: paths of what they wrote, a log, an address or a script. */
const WITHOUT_JSON = ["plot", "worker", "export", "import", "serve", "completion"];
/** Prints JSON and nothing else. */
const ONLY_JSON = "bench feature-memory";

for (const command of flatCommands(described).slice(1)) {
  const name = command.words.join(" ");
  Deno.test(`help of ${name} has an example that begins with it and only options it has`, () => {
    assert.match(command.notes, /^Examples?:$/m);
    const example = command.notes.slice(command.notes.search(/^Examples?:$/m));
    assert.match(example, new RegExp(`duygu ${name}\\b`));
    const known = [...described.options, ...flatCommands(command).flatMap(({ options }) => options)]
      .flatMap(({ names }) => names);
    for (const line of example.match(/^ *duygu .*$/gm) ?? []) {
      if (!line.trim().startsWith(`duygu ${name}`)) continue;
      for (const [option] of line.matchAll(/(?<= )--[a-z][a-z-]*/g)) {
        assert.ok(known.includes(option), `${option} in "${line.trim()}"`);
      }
    }
  });

  if ([...WITHOUT_JSON, ONLY_JSON, "data"].includes(name)) continue;
  Deno.test(`${name} has --json`, () => {
    assert.ok(command.options.some(({ names }) => names.includes("--json")));
  });
}

Deno.test("a description tells choices, defaults, placeholders and variables", () => {
  const engine = described.options.find(({ names }) => names.includes("--engine"));
  assert.deepEqual(engine, {
    flags: "--engine <name>",
    names: ["--engine"],
    description: "where tensors are computed",
    placeholder: "name",
    choices: ["auto", "tensorflow", "webgpu", "wasm", "cpu"],
    default: "auto",
    variable: "DUYGU_ENGINE",
  });
  const evaluate = described.commands.find(({ words }) => words[0] === "evaluate")!;
  assert.deepEqual(evaluate.words, ["evaluate"]);
  assert.equal(evaluate.usage, "[options] <run>");
  assert.equal(evaluate.arguments[0].usage, "<run>");
  const bench = described.commands.find(({ words }) => words[0] === "bench")!;
  assert.ok(bench.commands.some(({ words }) => words.join(" ") === "bench engine"));
});
