/** The xla engine: whole steps compiled by XLA for whatever device a PJRT plugin offers. */
import { dirname, join } from "node:path";
import { pathExists } from "../../base/files.ts";
import { setBackend } from "../select_engine.ts";
import { keepLoaded } from "../tensorflow/c_library.ts";
import { registerXlaBackend } from "./backend.ts";
import { type CreateOptions, startClient } from "./pjrt.ts";
import { setXlaRuntime } from "./runtime.ts";

/**
 * NVIDIA's libraries, in the order in which JAX loads them from their Python packages beside the
 * plugin's; the plugin then finds these and not older ones of the system.
 */
const CUDA_LIBRARIES = [
  "cudart.so.13",
  "cudart.so.12",
  "nvrtc.so.13",
  "nvrtc.so.12",
  "cublasLt.so.13",
  "cublasLt.so.12",
  "cublas.so.13",
  "cublas.so.12",
  "nccl.so.2",
  "cupti.so.13",
  "cupti.so.12",
  "nvJitLink.so.13",
  "nvJitLink.so.12",
  "cusparse.so.12",
  "cusolver.so.12",
  "cusolver.so.11",
  "cufft.so.12",
  "cufft.so.11",
  "cudnn.so.9",
];

function loadCudaLibraries(plugin: string): void {
  const packages = join(dirname(plugin), "..", "..", "nvidia");
  if (!pathExists(packages)) return;
  const folders = [...Deno.readDirSync(packages)].map(({ name }) => join(packages, name, "lib"));
  for (const library of CUDA_LIBRARIES) {
    const paths = folders.map((folder) => join(folder, `lib${library}`));
    for (const path of paths.filter(pathExists)) keepLoaded(path);
  }
}

/** Starts the engine with the plugin at `path`; returns its version and devices. */
export async function startXla(path: string) {
  loadCudaLibraries(path);
  // Errors reach the user as such; XLA would print them, with where in its code, beside.
  if (!Deno.env.get("TF_CPP_MIN_LOG_LEVEL")) Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "3");
  // Without this a plugin for a GPU takes most of its memory at once, and other programs get none.
  const options: CreateOptions = /cuda|rocm|gpu/i.test(path) ? { preallocate: false } : {};
  const client = startClient(path, options);
  setXlaRuntime({ client, plugin: path, recording: undefined, ...registerXlaBackend(client) });
  await setBackend("xla");
  return { version: client.apiVersion, devices: [...new Set(client.devices)] };
}
