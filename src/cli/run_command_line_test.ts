import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Argument, Command, Option } from "commander";
import { suggestChoices } from "./run_command_line.ts";

/** A program of its own with commands that end in every possible way. */
const program = `
import { runCommandLine } from ${JSON.stringify(new URL("run_command_line.ts", import.meta.url))};
import { globalOptions } from ${JSON.stringify(new URL("create_program.ts", import.meta.url))};
import { FoundFault, UserError } from ${
  JSON.stringify(new URL("../base/user_error.ts", import.meta.url))
};
import { commaListOption } from ${JSON.stringify(new URL("options.ts", import.meta.url))};
import { interruptSignal } from ${
  JSON.stringify(new URL("../base/interrupt_signal.ts", import.meta.url))
};

const entry = (name, action, load = () => {}) => ({
  name,
  summary: "does " + name,
  load: async () => {
    await load();
    return (program) => void program.command(name).argument("[file]").action(action);
  },
});
async function pressCtrlC() {
  const signal = interruptSignal();
  Deno.kill(Deno.pid, "SIGINT");
  while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
  return signal;
}
const fail = (error) => () => { throw error; };
Deno.exit(await runCommandLine(Deno.args, [
  entry("show", (file, _options, command) =>
    console.log(JSON.stringify({ file, ...globalOptions(command) }))),
  entry("mistake", fail(new UserError("Expected a corpus, but found none"))),
  entry("failure", fail(new TypeError("disk on fire", { cause: new Error("smoke") }))),
  entry("check", fail(new FoundFault("2 figures are inconsistent"))),
  entry("memory", fail(new RangeError("Array buffer allocation failed"))),
  entry("stopped", async () => { (await pressCtrlC()).throwIfAborted(); }),
  entry("saved", async () => { await pressCtrlC(); console.log("checkpoint saved"); }),
  entry("heavy", () => {}, () => console.log("heavy was loaded")),
  {
    name: "bench",
    summary: "benches",
    load: async () => (program) => void program.command("bench").argument("[corpora...]")
      .option("--json", "prints JSON")
      .action((corpora, options) => {
        if (corpora.includes("engin")) throw new UserError("Expected a corpus, but found engin");
        console.log(JSON.stringify({ corpora, ...options }));
      }),
    subcommands: [{
      name: "engine",
      summary: "the engine's times",
      load: async () => (bench) => void bench.command("engine").option("--json <file>", "a file")
        .action((options, command) =>
          console.log(JSON.stringify({ ...options, engine: globalOptions(command).engine }))),
    }, {
      name: "list",
      summary: "lists",
      load: async () => (bench) => void bench.command("list")
        .option("--corpora <names...>", "several").option("--models <names>", "", commaListOption)
        .action(() => {}),
    }],
  },
]));
`;

async function run(...args: string[]) {
  const folder = await Deno.makeTempDir();
  try {
    const script = `${folder}/program.ts`;
    await Deno.writeTextFile(script, program);
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--frozen", "--config", config, script, ...args],
      env: { NO_COLOR: "1", DUYGU_DATA: "/from/environment" },
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a want of memory is reported as such", async () => {
  const { code, stderr } = await run("memory");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: There is not enough memory \(Array buffer .*\); give the process more/,
  );
});

Deno.test("global options stand before or after the command", async () => {
  const after = await run("show", "clip.wav", "--engine", "cpu", "--quiet");
  assert.deepEqual(JSON.parse(after.stdout), {
    file: "clip.wav",
    data: "/from/environment",
    engine: "cpu",
    quiet: true,
    debug: false,
  });
  // "heavy" is a value here, not the command.
  const before = await run("--data", "heavy", "show");
  assert.equal(JSON.parse(before.stdout).data, "heavy");
});

Deno.test("help lists all commands without loading any; a command's help has global options", async () => {
  const { code, stdout } = await run("--help");
  assert.equal(code, 0);
  assert.match(stdout, /show +does show\n/);
  assert.match(stdout, /heavy +does heavy\n/);
  assert.doesNotMatch(stdout, /heavy was loaded/);
  assert.equal((await run()).stdout, stdout);
  const help = await run("help", "heavy");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /heavy was loaded\n.*heavy \[options\] \[file\](.|\n)*--engine <name>/);
  const inner = await run("help", "bench", "engine");
  assert.equal(inner.code, 0);
  assert.match(inner.stdout, /bench engine \[options\](.|\n)*--json <file>/);
});

Deno.test("a command has arguments and subcommands, each with options of its own", async () => {
  const corpora = await run("bench", "turev", "engine", "--json");
  assert.deepEqual(JSON.parse(corpora.stdout), { corpora: ["turev", "engine"], json: true });
  const engine = await run("--quiet", "bench", "engine", "--json", "x.json", "--engine", "cpu");
  assert.deepEqual(JSON.parse(engine.stdout), { json: "x.json", engine: "cpu" });
  const help = await run("bench", "--help");
  assert.match(
    help.stdout,
    /\[corpora\.\.\.\](.|\n)*Commands:\n {2}engine {2}the engine's times\n/,
  );
  assert.match((await run("bench", "engine", "--help")).stdout, /--json <file>/);
  const unknown = await run("bench", "engine", "--colour");
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
});

Deno.test("a user's mistake is one sentence and exit code 2", async () => {
  assert.deepEqual(await run("mistake"), {
    code: 2,
    stdout: "",
    stderr: "error: Expected a corpus, but found none\n",
  });
  const misspelt = await run("shwo");
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /unknown command 'shwo'\n\(Did you mean show\?\)/);
  for (const words of [["shwo", "--help"], ["help", "shwo"]]) {
    assert.deepEqual(await run(...words), misspelt);
  }
  assert.match(
    (await run("show", "--engine", "tensorflw")).stderr,
    /Allowed choices are auto, .*; did you mean tensorflow\?/,
  );
  assert.match((await run("bench", "engin")).stderr, /found engin; did you mean bench engine\?\n$/);
  assert.deepEqual(await run("show", ""), {
    code: 2,
    stdout: "",
    stderr: 'error: Expected the argument file to name something, but found ""\n',
  });
  assert.match((await run("bench", "turev", "")).stderr, /the argument corpora to name something/);
  for (
    const [flag, ...words] of [
      ["--data", "show", "--data", ""],
      ["--data", "--data=", "bench", "turev"],
      ["--json", "bench", "engine", "--json="],
      ["--corpora", "bench", "list", "--corpora", "a", ""],
      ["--models", "bench", "list", "--models", ","],
    ]
  ) {
    const stderr = `error: Expected ${flag} to have a value, but it is empty\n`;
    assert.deepEqual(await run(...words), { code: 2, stdout: "", stderr });
  }
  const surplus = await run("show", "a", "b");
  assert.equal(surplus.code, 2);
  assert.match(surplus.stderr, /too many arguments/);
});

Deno.test("what a check found is exit code 1 and one sentence, no failure of the program", async () => {
  const { code, stderr } = await run("check");
  assert.deepEqual([code, stderr], [1, "error: 2 figures are inconsistent\n"]);
});

Deno.test("a failure is exit code 1, with a stack only under --debug", async () => {
  const plain = await run("failure");
  assert.equal(plain.code, 1);
  assert.equal(plain.stderr, "error: disk on fire\n(--debug prints where it happened)\n");
  const debug = await run("failure", "--debug");
  assert.equal(debug.code, 1);
  assert.match(debug.stderr, /TypeError: disk on fire\n +at (.|\n)*cause\]?:? Error: smoke/);
});

Deno.test({
  name: "Ctrl-C is exit code 130, whether work was cut short or came to a clean stop",
  ignore: Deno.build.os === "windows",
}, async () => {
  const stopped = await run("stopped");
  assert.equal(stopped.code, 130);
  assert.equal(
    stopped.stderr,
    "\nStopping at the next safe place; press Ctrl-C again to stop at once.\n",
  );
  const saved = await run("saved");
  assert.equal(saved.code, 130);
  assert.equal(saved.stdout, "checkpoint saved\n");
});

function programWithChoices(): Command {
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
      () => programWithChoices().parse([...words], { from: "user" }),
      (error) => (error as Error).message.endsWith(end),
    );
  });
}

Deno.test("choices are taken as before, several too", () => {
  const command = programWithChoices();
  command.parse(["pen", "--colour", "red", "--shapes", "circle", "square"], { from: "user" });
  assert.deepEqual(command.opts(), { colour: "red", shapes: ["circle", "square"] });
  assert.deepEqual(command.args, ["pen"]);
});
