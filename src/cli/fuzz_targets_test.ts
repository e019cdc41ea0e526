import assert from "node:assert/strict";
import { allFuzzTargets } from "../../bench/hardening/fuzz_targets.ts";
import { testFuzzTargets } from "../../bench/hardening/testing/test_fuzz_targets.ts";
import { fuzzTargets } from "./fuzz_targets.ts";

const modules = [import.meta.resolve("./fuzz_targets.ts")];

testFuzzTargets(fuzzTargets, modules);

Deno.test("with those of the command line too, names of readers are unique", async () => {
  const names = (await allFuzzTargets(modules)).map(({ name }) => name);
  assert.ok(names.includes("JSON: settings") && names.includes("WAV"));
  assert.equal(new Set(names).size, names.length);
});
