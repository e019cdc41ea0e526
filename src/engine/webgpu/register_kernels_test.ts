import assert from "node:assert/strict";
import { webgpuAdapter } from "../hardware.ts";
import { relativeDifference } from "../testing/relative_difference.ts";
import { runScript } from "../testing/run_script.ts";

const adapter = await webgpuAdapter();
if (adapter === null) console.error("No GPU for WebGPU here: its programs are not tested.");
const script = new URL("./testing/compute_on_engine.ts", import.meta.url);

Deno.test({
  name: "our programs for GPUs compute what the cpu engine computes, and leave nothing behind",
  ignore: adapter === null,
  async fn() {
    type Output = Record<string, { values: number[][]; left: number }>;
    const [ours, oracle] = [
      await runScript(script, "webgpu") as Output,
      await runScript(script, "cpu") as Output,
    ];
    assert.deepEqual(Object.keys(ours), Object.keys(oracle));
    assert.ok(Object.keys(ours).length > 20);
    for (const [name, { values, left }] of Object.entries(ours)) {
      assert.equal(left, 0, `${name} leaves tensors behind`);
      assert.equal(values.length, oracle[name].values.length);
      values.forEach((list, at) => {
        const difference = relativeDifference(list, oracle[name].values[at]);
        assert.ok(difference < 1e-5, `${name}, result ${at}: ${difference}`);
      });
    }
  },
});

Deno.test({
  name: "long sums on a GPU come out alike each time, to the bit",
  ignore: adapter === null,
  async fn() {
    const [first, second] = [await runScript(script, "webgpu"), await runScript(script, "webgpu")];
    assert.deepEqual(first, second);
  },
});
