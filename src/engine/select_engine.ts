/** The rest of the code sees only tfjs-core. */
import * as tf from "@tensorflow/tfjs-core";
import { UserError } from "../base/user_error.ts";
import { nvidiaGpus, type WebgpuAdapter, webgpuAdapter } from "./hardware.ts";
import { registerTensorflowBackend, tensorflowBinding } from "./tensorflow/backend.ts";
import { takeSystemMemory } from "./tensorflow/library.ts";
import { provisionTensorflow } from "./tensorflow/provision.ts";
import { hasGpuPlugin, provisionPlugin } from "./xla/plugin.ts";

/** The engines by name; see {@link EngineName}. */
export const engineNames = ["auto", "tensorflow", "xla", "webgpu", "wasm", "cpu"] as const;

/**
 * The engines by name: what `--engine` takes. "auto" takes xla where a PJRT plugin for a GPU is
 * named or installed and starts, else webgpu where an NVIDIA GPU is there and WebGPU finds it, else
 * tensorflow where it can be had, else wasm.
 */
export type EngineName = typeof engineNames[number];

/** How {@link selectEngine} chooses. */
export interface EngineOptions {
  engine?: EngineName;
  /** Threads that one operation of the tensorflow engine may use; all cores by default. */
  threads?: number;
  /**
   * True for a process that trains one network after another: see {@link takeSystemMemory}. False by
   * default.
   */
  trainsMany?: boolean;
  /** Where sentences for the user go; standard error by default. */
  say?: (sentence: string) => void;
}

/** The engine in use; plain JSON, part of a run's environment. */
export interface EngineDescription {
  engine: Exclude<EngineName, "auto">;
  /** TensorFlow's version, that of PJRT's interface, or tfjs's. */
  version: string;
  /** Names of the devices, such as "CPU" and "GPU". */
  devices: string[];
  threads: number;
}

let current: EngineDescription | undefined;

/** The engine that {@link selectEngine} chose. Throws where none was chosen yet. */
export function currentEngine(): EngineDescription {
  if (current === undefined) throw new Error("Expected selectEngine to be called first");
  return current;
}

/**
 * Starts an engine and makes it tfjs's backend. Once started it stays: asking for another one in
 * the same process throws.
 *
 * @example
 * ```ts
 * const { engine, version } = await selectEngine({ engine: "auto" });
 * ```
 */
export async function selectEngine(options: EngineOptions = {}): Promise<EngineDescription> {
  const { engine = "auto", say = (sentence) => console.error(sentence) } = options;
  if (current !== undefined) {
    if (engine === "auto" || engine === current.engine) return current;
    throw new UserError(`The ${current.engine} engine runs already; start anew for ${engine}`);
  }
  tf.enableProdMode();
  const startOne = (one: Exclude<EngineName, "auto">) => start(one, options, say);
  const machine = { hasGpuPlugin, nvidiaGpus, webgpuAdapter, start: startOne };
  current = engine === "auto" ? await startAutomatically(machine, say) : await startOne(engine);
  return current;
}

/** What {@link startAutomatically} asks of a machine. */
export interface Machine {
  /** Whether a PJRT plugin for a GPU is named, or installed and of use here. */
  hasGpuPlugin(): boolean;
  /** NVIDIA's cards. */
  nvidiaGpus(): Promise<string[]>;
  webgpuAdapter(): Promise<WebgpuAdapter>;
  /** Throws where the engine does not start. */
  start(engine: Exclude<EngineName, "auto">): Promise<EngineDescription>;
}

/** Starts the first engine that "auto" has for this machine and that starts. */
export async function startAutomatically(
  { hasGpuPlugin, nvidiaGpus, webgpuAdapter, start }: Machine,
  say: (sentence: string) => void,
): Promise<EngineDescription> {
  const reason = (error: unknown) => (error as Error).message;
  if (hasGpuPlugin()) {
    try {
      return await start("xla");
    } catch (error) {
      say(`Not using the GPU by the xla engine, because ${reason(error)}`);
    }
  }
  // Asked in this order, for an adapter is asked for in a process of its own.
  const adapter = (await nvidiaGpus()).length > 0 ? await webgpuAdapter() : null;
  if (adapter !== null && !adapter.isSoftware) {
    try {
      return await start("webgpu");
    } catch (error) {
      say(`Not using the GPU by the webgpu engine, because ${reason(error)}`);
    }
  }
  try {
    return await start("tensorflow");
  } catch (error) {
    say(`Using the slow wasm engine, because ${reason(error)}`);
    return await start("wasm");
  }
}

async function start(
  engine: Exclude<EngineName, "auto">,
  options: EngineOptions,
  say: (sentence: string) => void,
): Promise<EngineDescription> {
  switch (engine) {
    case "tensorflow":
      return await startTensorflow(options, say);
    case "xla": {
      const { startXla } = await import("./xla/start_xla.ts");
      const { version, devices } = await startXla(await provisionPlugin(say));
      return { engine, version, devices, threads: navigator.hardwareConcurrency };
    }
    case "wasm": {
      const { startWasm } = await import("./wasm/start_wasm.ts");
      const threads = await startWasm();
      return { engine, version: tf.version_core, devices: ["CPU"], threads };
    }
    case "webgpu": {
      const { startWebgpu } = await import("./webgpu/start_webgpu.ts");
      const device = await startWebgpu();
      return { engine, version: tf.version_core, devices: [device], threads: 1 };
    }
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu");
      await setBackend("cpu");
      return { engine, version: tf.version_core, devices: ["CPU"], threads: 1 };
  }
}

async function startTensorflow(
  { threads, trainsMany }: EngineOptions,
  say: (sentence: string) => void,
): Promise<EngineDescription> {
  const folder = await provisionTensorflow(say);
  if (trainsMany) takeSystemMemory();
  registerTensorflowBackend(folder, { threads });
  await setBackend("tensorflow");
  const { context } = tensorflowBinding();
  return {
    engine: "tensorflow",
    version: context.library.version,
    devices: [...new Set(context.devices.map((device) => device.type))],
    threads: threads ?? navigator.hardwareConcurrency,
  };
}

/** Makes `name` tfjs's backend. Throws where it does not start. */
export async function setBackend(name: string): Promise<void> {
  if (!await tf.setBackend(name)) throw new Error(`The engine ${name} does not start`);
}
