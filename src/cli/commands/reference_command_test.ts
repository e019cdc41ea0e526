import assert from "node:assert/strict";
import config from "../../../deno.json" with { type: "json" };
import { runProgram } from "../testing/run_program.ts";

Deno.test("reference prints docs/reference.md, and nothing else", async () => {
  const { code, stdout, stderr } = await runProgram("reference");
  const stored = await Deno.readTextFile(new URL("../../../docs/reference.md", import.meta.url));
  assert.deepEqual([code, stdout, stderr], [0, stored, ""]);
});

Deno.test("reference --man is a manual page of this version", async () => {
  const { code, stdout } = await runProgram("reference", "--man");
  assert.equal(code, 0);
  assert.match(
    stdout,
    new RegExp(`^\\.TH DUYGU 1 .*${config.version.replaceAll(".", "\\.")}`, "m"),
  );
  assert.match(stdout, /^\.SH NAME$/m);
});

Deno.test("reference --json tells the same as data; only one form at a time", async () => {
  const { stdout } = await runProgram("reference", "--json");
  const program: { commands: { words: string[]; options: unknown[] }[] } = JSON.parse(stdout);
  const train = program.commands.find(({ words }) => words.join() === "train")!;
  assert.ok(train.options.length > 5);
  const { code, stderr } = await runProgram("reference", "--json", "--man");
  assert.equal(code, 2);
  assert.match(stderr, /cannot be used with/);
});
