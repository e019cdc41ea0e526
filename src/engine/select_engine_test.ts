import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import type { WebgpuAdapter } from "./hardware.ts";
import {
  currentEngine,
  type EngineName,
  selectEngine,
  startAutomatically,
} from "./select_engine.ts";
import { runScript } from "./testing/run_script.ts";

Deno.test("before an engine is chosen there is none; afterwards it stays", async () => {
  assert.throws(() => currentEngine(), /Expected selectEngine to be called first/);
  const description = await selectEngine({ engine: "cpu" });
  assert.deepEqual(description, {
    engine: "cpu",
    version: description.version,
    devices: ["CPU"],
    threads: 1,
  });
  assert.equal(await selectEngine({ engine: "auto" }), description);
  assert.equal(currentEngine(), description);
  await assert.rejects(
    selectEngine({ engine: "wasm" }),
    (error) => error instanceof UserError && /The cpu engine runs already/.test(error.message),
  );
});

Deno.test("auto takes wasm with one sentence where TensorFlow cannot be had", async () => {
  const script = new URL("./testing/select_without_tensorflow.ts", import.meta.url);
  const { engine, said } = await runScript(script) as { engine: string; said: string[] };
  assert.equal(engine, "wasm");
  assert.equal(said.length, 1);
  assert.match(said[0], /^Using the slow wasm engine, because Expected DUYGU_TENSORFLOW=/);
});

/** What "auto" tries, in this order, on a machine with these parts, and what it says. */
async function triedBy(
  { gpus = [], hasPlugin = false, adapter = null, works }: {
    gpus?: string[];
    hasPlugin?: boolean;
    adapter?: WebgpuAdapter;
    works: EngineName[];
  },
) {
  const tried: EngineName[] = [], said: string[] = [];
  let asksForAdapter = false;
  const { engine } = await startAutomatically({
    hasGpuPlugin: () => hasPlugin,
    nvidiaGpus: () => Promise.resolve(gpus),
    webgpuAdapter: () => {
      asksForAdapter = true;
      return Promise.resolve(adapter);
    },
    start: (engine) => {
      tried.push(engine);
      if (!works.includes(engine)) return Promise.reject(new Error(`${engine} has no device`));
      return Promise.resolve({ engine, version: "1", devices: [], threads: 1 });
    },
  }, (sentence) => said.push(sentence));
  return { engine, tried: tried.join(), said, asksForAdapter };
}

Deno.test("auto takes xla where its plugin works, else webgpu, else tensorflow, else wasm", async () => {
  const gpus = ["NVIDIA H100 80GB HBM3"], card = { name: gpus[0], isSoftware: false };
  const machine = { gpus, hasPlugin: true, adapter: card };
  const all: EngineName[] = ["xla", "webgpu", "tensorflow", "wasm"];
  for (const [place, engine] of all.entries()) {
    const { tried, said, ...chosen } = await triedBy({ ...machine, works: all.slice(place) });
    assert.equal(chosen.engine, engine);
    assert.equal(tried, all.slice(0, place + 1).join());
    assert.equal(said.length, place);
    said.forEach((sentence, one) => assert.match(sentence, RegExp(`${all[one]} has no device$`)));
  }
});

Deno.test("auto leaves out what the machine does not have", async () => {
  const works: EngineName[] = ["xla", "webgpu", "tensorflow", "wasm"];
  const gpus = ["NVIDIA T4"];
  const card = { name: "NVIDIA T4", isSoftware: false },
    software = { name: "llvmpipe", isSoftware: true };
  // Without an installed plugin, which would be a download of gigabytes.
  assert.equal((await triedBy({ gpus, adapter: card, works })).tried, "webgpu");
  assert.equal((await triedBy({ gpus, adapter: software, works })).tried, "tensorflow");
  assert.equal((await triedBy({ gpus, works })).tried, "tensorflow");
  // A processor's own graphics are no reason to leave TensorFlow, nor to ask for an adapter.
  const without = await triedBy({ adapter: card, works });
  assert.deepEqual([without.tried, without.asksForAdapter], ["tensorflow", false]);
  // Another maker's GPU by a plugin that is named.
  assert.equal((await triedBy({ hasPlugin: true, works })).tried, "xla");
});

Deno.test("auto on a machine whose plugin does not load says why and goes on", async () => {
  const script = new URL("./testing/select_with_broken_gpu.ts", import.meta.url);
  const { engine, said } = await runScript(script) as { engine: string; said: string[] };
  assert.ok(["webgpu", "wasm"].includes(engine), engine);
  assert.match(said[0], /^Not using the GPU by the xla engine, because Expected .* PJRT plugin/);
});
