import assert from "node:assert/strict";
import { runQuietly } from "./run_quietly.ts";

const script = (source: string) => runQuietly(Deno.execPath(), ["eval", source]);

Deno.test("runQuietly is silent on success and finds the line that tells a failure", async () => {
  assert.deepEqual(await script('console.log("fine")'), {});
  const told = 'console.error("ERROR: no such package\\nhint: look"); Deno.exit(1)';
  assert.deepEqual(await script(told), { failure: "ERROR: no such package" });
  assert.deepEqual(await script('console.log("first\\nlast"); Deno.exit(3)'), { failure: "last" });
  assert.deepEqual(await script("Deno.exit(3)"), { failure: "exit code 3" });
  assert.deepEqual(await runQuietly("no-such-program", []), {
    failure: "no-such-program is not installed",
  });
});
