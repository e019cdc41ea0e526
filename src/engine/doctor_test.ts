import assert from "node:assert/strict";
import { cpuFinding, gpuFinding, webgpuFinding } from "./doctor.ts";
import type { EngineDescription } from "./select_engine.ts";

const engine: EngineDescription = {
  engine: "tensorflow",
  version: "2.21.0",
  devices: ["CPU"],
  threads: 2,
};

Deno.test("a card that TensorFlow does not use is found, with what it takes", () => {
  const card = "NVIDIA H100, 81559 MiB";
  const unused = gpuFinding(engine, [card]);
  assert.equal(
    unused.found,
    `${card}, not in use by the tensorflow engine`,
  );
  assert.match(unused.advice!, /--engine xla --plugin cuda13/);
  assert.deepEqual(gpuFinding({ ...engine, devices: ["CPU", "GPU"] }, [card]), {
    topic: "GPU",
    found: `${card}, in use`,
  });
  const xla: EngineDescription = { ...engine, engine: "xla", devices: ["NVIDIA H100"] };
  assert.equal(gpuFinding(xla, [card]).found, `${card}, in use`);
  assert.match(gpuFinding({ ...xla, devices: ["cpu"] }, [card]).found, /not in use by the xla/);
  const none = gpuFinding(engine, []);
  assert.match(none.found, /^none: no NVIDIA driver/);
  assert.equal(none.advice, undefined);
});

Deno.test("an adapter that computes on the processor is too slow to use", () => {
  assert.equal(webgpuFinding(null).found, "no adapter");
  assert.equal(webgpuFinding({ name: "Apple M2", isSoftware: false }).found, "Apple M2");
  assert.equal(
    webgpuFinding({ name: "llvmpipe", isSoftware: true }).found,
    "llvmpipe: software only, too slow to use",
  );
});

Deno.test("instructions are listed; a processor with none of them does TensorFlow no good", () => {
  const modern = { present: ["AVX2", "FMA"], absent: ["AMX"], hasBfloat16: true };
  assert.deepEqual(cpuFinding(modern, engine), {
    topic: "instructions",
    found: "AVX2, FMA; without AMX",
  });
  assert.match(
    cpuFinding({ ...modern, hasBfloat16: false }, engine).found,
    /bfloat16 gains nothing/,
  );
  const old = { present: [], absent: ["AVX2"], hasBfloat16: false };
  assert.match(cpuFinding(old, engine).advice!, /--engine wasm may be better/);
  // The advice is TensorFlow's alone.
  assert.equal(cpuFinding(old, { ...engine, engine: "wasm" }).advice, undefined);
  assert.match(cpuFinding(undefined, engine).found, /^unknown/);
});
