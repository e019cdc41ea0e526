/** The xla engine: whole steps compiled by XLA for whatever device a PJRT plugin offers. */
import { setBackend } from "../select_engine.ts";
import { registerXlaBackend } from "./backend.ts";
import { type CreateOptions, startClient } from "./pjrt.ts";
import { setXlaRuntime, xlaRuntime } from "./runtime.ts";

/** Starts the engine with the plugin at `path`; what runs is {@link xlaRuntime}'s. */
export async function startXla(path: string) {
  // Without this a plugin for a GPU takes most of its memory at once, and other programs get none.
  const options: CreateOptions = /cuda|rocm|gpu/i.test(path) ? { preallocate: false } : {};
  const client = startClient(path, options);
  setXlaRuntime({ client, plugin: path, recording: undefined, ...registerXlaBackend(client) });
  await setBackend("xla");
  return { version: client.apiVersion, devices: [...new Set(client.devices)] };
}
