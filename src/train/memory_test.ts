import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("200 training steps leave tensors and resident memory as they were", async () => {
  const program = fileURLToPath(new URL("testing/train_steps.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc", program],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const { steps, batchBytes, before, after } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(after.tensors, before.tensors);
  // Half of what would stay if each step kept its batch; the rest is the allocators' to and fro.
  const grownBytes = after.residentBytes - before.residentBytes;
  assert.ok(grownBytes < (steps * batchBytes) / 2, `grew by ${grownBytes} bytes`);
});
