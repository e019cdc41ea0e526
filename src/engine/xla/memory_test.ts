import assert from "node:assert/strict";
import { runScript } from "../testing/run_script.ts";
import type { Counts } from "./testing/grow_over_steps.ts";

Deno.test("a thousand steps leave neither tensors nor memory behind", async () => {
  const script = new URL("./testing/grow_over_steps.ts", import.meta.url);
  const { before, after } = await runScript(script) as { before: Counts; after: Counts };
  assert.equal(after.tensors, before.tensors);
  assert.ok(after.megabytes - before.megabytes < 100, JSON.stringify({ before, after }));
});
