import assert from "node:assert/strict";
import { runScript } from "../engine/testing/run_script.ts";

Deno.test("memory does not grow with the number of clips", async () => {
  const script = new URL("./testing/stream_many_clips.ts", import.meta.url);
  const { count, values, growthMiB } = await runScript(script) as Record<string, number>;
  assert.equal(count, 400);
  assert.equal(values, 400 * 8192 * 33);
  assert.ok(growthMiB < 160, `320 MiB of features added ${growthMiB} MiB`);
});
