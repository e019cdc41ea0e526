import assert from "node:assert/strict";
import type { Command } from "commander";
import { commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { describeProgram, flatCommands } from "./describe_program.ts";

const program = createProgram();
await addAllCommands(program, commandList);
const described = describeProgram(program);

/** Commands that print no table: paths of what they wrote, a log, an address or a script. */
const WITHOUT_JSON = ["plot", "worker", "export", "import", "serve", "completion"];
/** Prints JSON and nothing else. */
const ONLY_JSON = "bench feature-memory";

/** The examples in `notes`, each as its words; a line that ends with a backslash goes on. */
function examplesIn(notes: string): string[][] {
  const text = notes.slice(notes.search(/^Examples?:$/m)).replaceAll(/\\\n\s*/g, "");
  return (text.match(/(?<=^ {2}duygu |\(duygu ).*?(?=\)"| +[|>#] | > |$)/gm) ?? [])
    .map((line) => line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', "")));
}

/** What `words` call: a command and its part of the words. */
function calledBy(words: string[], command: Command = program): [Command, string[]] {
  const inner = command.commands.find((one) => one.name() === words[0]);
  return inner ? calledBy(words.slice(1), inner) : [command, words];
}

Deno.test("the program's examples are commands that it has", () => {
  const examples = examplesIn(described.notes);
  assert.ok(examples.length > 1);
  for (const words of examples) assert.notEqual(calledBy(words)[0], program, words.join(" "));
});

Deno.test("a precision is taken where one is chosen for a training, and nowhere else", () => {
  const taking = flatCommands(described).filter(({ options }) =>
    options.some(({ flags }) => flags.startsWith("--precision "))
  );
  assert.deepEqual(taking.map(({ words }) => words.join(" ")), ["bench", "train", "tune"]);
});

for (const command of flatCommands(described).slice(1)) {
  const name = command.words.join(" ");
  Deno.test(`help of ${name} has an example of it, and all its examples can be called`, () => {
    const examples = examplesIn(command.notes);
    assert.ok(examples.some((words) => words.join(" ").startsWith(name)), command.notes);
    for (const words of examples) {
      const [called, own] = calledBy(words);
      // Values of options are checked too.
      const { operands, unknown } = called.parseOptions(own);
      const global = program.parseOptions(unknown);
      assert.deepEqual(global.unknown, [], words.join(" "));
      const count = operands.length + global.operands.length;
      const { registeredArguments: known } = called;
      assert.ok(count >= known.filter(({ required }) => required).length, words.join(" "));
      assert.ok(count <= known.length || known.at(-1)?.variadic, words.join(" "));
    }
  });

  if ([...WITHOUT_JSON, ONLY_JSON, "data", "bench peers"].includes(name)) continue;
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
    choices: ["auto", "tensorflow", "xla", "webgpu", "wasm", "cpu"],
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
