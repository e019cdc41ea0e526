import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { applySettings } from "./settings_file.ts";

/** A program like Duygu's, parsed with `words` after the settings are applied. */
function parse(values: Parameters<typeof applySettings>[1] & object, words: string[]) {
  const program = new Command("duygu").exitOverride();
  program.addOption(new Option("--engine <name>").choices(["cpu", "wasm"]).default("cpu"))
    .option("--quiet")
    .option("--data <dir>");
  let options: Record<string, unknown> = {};
  program.command("train")
    .option("--epochs <count>", "", Number)
    .option("--balanced")
    .option("--no-final")
    .addOption(new Option("--protocols <names...>").choices(["paper", "speaker"]))
    .option("--ids <names...>")
    .action((_own, command: Command) => {
      options = command.optsWithGlobals();
    });
  program.command("results");
  applySettings(program, values, ["train", "results"]);
  program.parse(words, { from: "user" });
  return options;
}

Deno.test("settings give options values, weaker than the command line", () => {
  const values = {
    engine: "wasm",
    quiet: true,
    train: {
      epochs: 7,
      balanced: true,
      "no-final": true,
      protocols: ["paper", "speaker"],
      ids: ["a", "b"],
    },
  };
  assert.deepEqual(parse({ path: "s.json", values }, ["train"]), {
    engine: "wasm",
    quiet: true,
    epochs: 7,
    balanced: true,
    final: false,
    protocols: ["paper", "speaker"],
    ids: ["a", "b"],
  });
  const won = parse({ path: "s.json", values }, [
    "train",
    "--engine",
    "cpu",
    "--epochs",
    "3",
    "--protocols",
    "paper",
  ]);
  assert.deepEqual([won.engine, won.epochs, won.protocols], ["cpu", 3, ["paper"]]);
});

Deno.test("settings of a command are passed over where only its subcommand is loaded", () => {
  const program = new Command("duygu").exitOverride();
  const engine = program.command("bench").command("engine").option("--rounds <count>", "", Number);
  const values = { bench: { seeds: 3, engine: { rounds: 2 } } };
  applySettings(program, { path: "s.json", values }, ["bench"]);
  assert.deepEqual(engine.opts(), { rounds: 2 });
});

const mistakes: [string, Record<string, unknown>, RegExp][] = [
  [
    "an unknown option",
    { engin: "cpu" },
    /^s\.json: Expected one of engine, quiet, data, but found engin; did you mean engine\?$/,
  ],
  [
    "an unknown command",
    { trian: {} },
    /^s\.json: Expected one of train, results, but found trian; did you mean train\?$/,
  ],
  ["a value that is no choice", { engine: "abacus" }, /^s\.json field engine: Allowed choices are/],
  ["text for a flag", { quiet: "yes" }, /field quiet: Expected true or false, but found "yes"/],
  [
    "a list for one value",
    { engine: ["cpu"] },
    /field engine: Expected one value, but found \["cpu"/,
  ],
  ["a number for text", { data: 5 }, /field data: Expected text, but found the number 5$/],
  [
    "true for a value",
    { train: { epochs: true } },
    /field epochs: Expected one value, but found true/,
  ],
  ["empty text", { data: "" }, /^s\.json field data: Expected a value, but it is empty$/],
  ["an empty name", { train: { ids: ["a", ""] } }, /field ids: Expected a value, but it is empty$/],
  ["null", { train: { epochs: null } }, /field train\.epochs: Expected text, a number, true or/],
];
for (const [what, values, message] of mistakes) {
  Deno.test(`settings are refused with ${what}`, () => {
    assert.throws(() => parse({ path: "s.json", values: values as never }, ["train"]), { message });
  });
}

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

async function dataList(cwd: string, words: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", main, "data", "list", "--json", ...words],
    cwd,
    clearEnv: true,
    env: { HOME: homedir(), ...env },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("the data's folder: command line over environment over settings over default", async () => {
  await withTemporaryFolder(async (folder) => {
    const description = (id: string, root: string) =>
      JSON.stringify({ id, title: id, root, pattern: "{class}", classes: ["a", "b"], codes: {} });
    for (const id of ["cli", "environment", "settings", "data"]) {
      await Deno.mkdir(join(folder, id, "corpora"), { recursive: true });
      await Deno.writeTextFile(join(folder, id, "corpora", `${id}.json`), description(id, folder));
    }
    await Deno.writeTextFile(join(folder, "duygu.json"), JSON.stringify({ data: "settings" }));
    const known = async (words: string[], env: Record<string, string>) => {
      const { stdout, stderr } = await dataList(folder, words, env);
      // The first call of all may tell that it generates the synthetic corpus.
      assert.doesNotMatch(stderr, /error/);
      return JSON.parse(stdout).map(({ info }: { info: { id: string } }) => info.id).at(-1);
    };
    const fromEnvironment = { DUYGU_DATA: join(folder, "environment") };
    assert.equal(await known(["--data", "cli"], fromEnvironment), "cli");
    assert.equal(await known([], fromEnvironment), "environment");
    assert.equal(await known([], {}), "settings");
    const other = join(folder, "other.json");
    await Deno.writeTextFile(other, "{}");
    assert.equal(await known([], { DUYGU_CONFIG: other }), "data");

    const missing = await dataList(folder, [], { DUYGU_CONFIG: "none.json" });
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /^error: Expected a file at none\.json, but there is none\n$/);
    await Deno.writeTextFile(join(folder, "duygu.json"), "{ torn");
    const torn = await dataList(folder, [], {});
    assert.equal(torn.code, 2);
    assert.match(torn.stderr, /^error: Expected duygu\.json to hold JSON, but /);
  });
});
