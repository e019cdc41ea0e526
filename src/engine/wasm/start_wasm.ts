/** The wasm engine: WebAssembly with SIMD, embedded in an npm package, nothing to install; slow. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setBackend } from "../select_engine.ts";
import { registerGradients } from "./gradients.ts";

/** Starts the wasm engine and returns the number of its threads. */
export async function startWasm(): Promise<number> {
  const require = createRequire(import.meta.url);
  const module = require.resolve("@tensorflow/tfjs-backend-wasm");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(dirname(module) + "/");
  wasm.setThreadsCount(1);
  registerGradients();
  await setBackend("wasm");
  return 1;
}
