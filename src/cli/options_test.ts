import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { withVariable } from "../base/testing/with_variable.ts";
import { UserError } from "../base/user_error.ts";
import {
  commaChoicesOption,
  commaListOption,
  layersOption,
  numberOption,
  positiveOption,
  pythonOption,
  refuseParentsOptions,
  typedCommand,
  wholeNumberFrom,
  wholeNumberOption,
} from "./options.ts";

Deno.test("an option's number is read, anything else refused by the flag's name", () => {
  const parse = numberOption("--rate");
  assert.deepEqual(["3", "1e-3", "-2", "0.5"].map(parse), [3, 0.001, -2, 0.5]);
  for (const text of ["", " ", "three", "3 epochs", "Infinity", "NaN"]) {
    assert.throws(() => parse(text), /^UserError: Expected --rate to be a number, but found "/);
  }
});

Deno.test("wholeNumberOption reads counts and refuses anything else", () => {
  assert.equal(wholeNumberOption("12"), 12);
  for (const text of ["0", "-1", "1.5", "two", ""]) {
    assert.throws(() => wholeNumberOption(text), InvalidArgumentError, text);
  }
});

Deno.test("numbers of other ranges are read by parsers of their own", () => {
  const cases: [(text: string) => number, string[], string[], RegExp][] = [
    [wholeNumberFrom(0), ["0", "7"], ["-1", "1.5", "", "x"], /^Error: Expected a whole .* 0 on\.$/],
    [wholeNumberFrom(24, 4096), ["24", "4096"], ["23", "4097"], / from 24 to 4096\.$/],
    [positiveOption, ["0.5", "1e-3"], ["0", "-1", "Infinity", ""], /Expected a number above 0\.$/],
  ];
  for (const [parse, right, wrong, message] of cases) {
    assert.deepEqual(right.map(parse), right.map(Number));
    for (const text of wrong) {
      assert.throws(() => parse(text), (error: Error) => {
        return error instanceof InvalidArgumentError && message.test(`Error: ${error.message}`);
      }, text);
    }
  }
});

Deno.test("layers are chosen, all, or numbered", () => {
  assert.equal(layersOption("auto"), "auto");
  assert.equal(layersOption("all"), "all");
  assert.deepEqual(layersOption("3,1"), [3, 1]);
  for (const wrong of ["", "1,1", "0", "first"]) assert.throws(() => layersOption(wrong), /./);
});

Deno.test("commaListOption trims items and drops empty ones", () => {
  assert.deepEqual(commaListOption("turev, tess,,anad "), ["turev", "tess", "anad"]);
  assert.deepEqual(commaListOption(""), []);
});

Deno.test("commaChoicesOption takes known items and suggests what was meant by another", () => {
  const parse = commaChoicesOption(["paper", "speaker"]);
  assert.deepEqual(parse("speaker,paper"), ["speaker", "paper"]);
  assert.throws(
    () => parse("paper, speker"),
    /Allowed are paper, speaker, but found speker; did you mean speaker\?$/,
  );
  assert.throws(() => parse("paper,dreams"), /but found dreams\.$/);
});

Deno.test("the command line names the Python, else the environment does", async () => {
  const parse = (...words: string[]) =>
    new Command("bench").addOption(pythonOption("Keras")).parse(words, { from: "user" }).opts();
  await withVariable("DUYGU_PYTHON", "/environment/python", () => {
    assert.deepEqual(parse(), { python: "/environment/python" });
    assert.deepEqual(parse("--python", "/typed/python"), { python: "/typed/python" });
  });
  await withVariable("DUYGU_PYTHON", undefined, () => assert.deepEqual(parse(), {}));
});

Deno.test("typedCommand can be repeated, and tells no password", () => {
  assert.equal(
    typedCommand(["bench", "engine", "--only", "duygu tensorflow"]),
    'duygu bench engine --only "duygu tensorflow"',
  );
  assert.equal(
    typedCommand(["worker", "--queue", "postgres://me:secret@host/db"]),
    "duygu worker --queue postgres://me:…@host/db",
  );
});

Deno.test("typedCommand names folders of this machine by their variables", async () => {
  const python = join(homedir(), "peers", "python");
  assert.equal(
    typedCommand(["bench", "--python", python, `--runs=${homedir()}`, `${homedir()}less`]),
    `duygu bench --python ${join("$HOME", "peers", "python")} --runs=$HOME ${homedir()}less`,
  );
  await withVariable("DUYGU_CACHE", join(homedir(), "own cache"), () =>
    assert.equal(
      typedCommand(["bench", "--python", join(homedir(), "own cache", "python")]),
      `duygu bench --python ${join("$DUYGU_CACHE", "python")}`,
    ));
});

Deno.test("a subcommand refuses options of the command above it, but for shared ones", () => {
  const parse = (...words: string[]) => {
    const program = new Command("duygu").option("--quiet", "which every command has");
    const draw = program.command("draw").option("--no-frame", "").option("--line-width <n>", "")
      .option("--out <file>", "").action(() => {});
    refuseParentsOptions(draw, { circle: ["lineWidth"] });
    draw.command("circle").option("--out <file>", "").action(() => {});
    draw.command("square").action(() => {});
    return program.parse(["draw", ...words], { from: "user" });
  };
  parse("--no-frame", "--line-width", "2", "--out", "x");
  parse("circle", "--quiet", "--line-width", "2", "--out", "x");
  const refused = (flag: string, name: string) =>
    new UserError(`Expected no ${flag} beside draw ${name}, which has no use for it`);
  assert.throws(() => parse("square", "--line-width", "2"), refused("--line-width", "square"));
  assert.throws(() => parse("circle", "--no-frame"), refused("--no-frame", "circle"));
  assert.throws(() => parse("--out", "x", "square"), refused("--out", "square"));
});
