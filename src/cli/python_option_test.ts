import assert from "node:assert/strict";
import { Command } from "commander";
import { withVariable } from "../base/testing/with_variable.ts";
import { pythonOption } from "./python_option.ts";

Deno.test("the command line names the Python, else the environment does", async () => {
  const parse = (...words: string[]) =>
    new Command("bench").addOption(pythonOption("Keras")).parse(words, { from: "user" }).opts();
  await withVariable("DUYGU_PYTHON", "/environment/python", () => {
    assert.deepEqual(parse(), { python: "/environment/python" });
    assert.deepEqual(parse("--python", "/typed/python"), { python: "/typed/python" });
  });
  await withVariable("DUYGU_PYTHON", undefined, () => assert.deepEqual(parse(), {}));
});
