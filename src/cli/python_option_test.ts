import assert from "node:assert/strict";
import { Command } from "commander";
import { pythonOption } from "./python_option.ts";

Deno.test("the command line names the Python, else the environment does", () => {
  const parse = (...words: string[]) =>
    new Command("bench").addOption(pythonOption("Keras")).parse(words, { from: "user" }).opts();
  const before = Deno.env.get("DUYGU_PYTHON");
  try {
    Deno.env.set("DUYGU_PYTHON", "/environment/python");
    assert.deepEqual(parse(), { python: "/environment/python" });
    assert.deepEqual(parse("--python", "/typed/python"), { python: "/typed/python" });
    Deno.env.delete("DUYGU_PYTHON");
    assert.deepEqual(parse(), {});
  } finally {
    if (before !== undefined) Deno.env.set("DUYGU_PYTHON", before);
    else Deno.env.delete("DUYGU_PYTHON");
  }
});
