import assert from "node:assert/strict";
import { UserError } from "../../base/user_error.ts";
import { webgpuAdapter } from "../hardware.ts";
import { runScript } from "../testing/run_script.ts";
import { startWebgpu } from "./start_webgpu.ts";

const adapter = await webgpuAdapter();
if (adapter === null) console.error("No GPU for WebGPU here: its tests are skipped.");

Deno.test({
  name: "the webgpu engine computes, reads asynchronously only, and tells where the GPU failed",
  ignore: adapter === null,
  async fn() {
    const script = new URL("./testing/multiply_on_webgpu.ts", import.meta.url);
    const { failure, ...computed } = await runScript(script) as Record<string, unknown>;
    assert.match(failure as string, /^The GPU failed: .*nonsense/s);
    assert.deepEqual(computed, {
      engine: "webgpu",
      devices: [adapter?.name],
      message: "The webgpu engine cannot read a tensor synchronously; await tensor.data() instead",
      values: [64],
      again: 64,
    });
  },
});

Deno.test("without a GPU the error says what to do", async () => {
  const { gpu } = navigator;
  const absent = { requestAdapter: () => Promise.resolve(null) };
  Object.defineProperty(navigator, "gpu", { value: absent, configurable: true });
  try {
    await assert.rejects(startWebgpu(), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /finds no GPU; install .* or take --engine auto/);
      return true;
    });
  } finally {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  }
});
