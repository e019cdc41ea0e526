import * as tf from "@tensorflow/tfjs-core";
import { readSystemFile } from "../base/files.ts";
import {
  type CpuFeatures,
  cpuFeatures,
  nvidiaGpus,
  type WebgpuAdapter,
  webgpuAdapter,
} from "./hardware.ts";
import {
  type EngineDescription,
  engineNames,
  type EngineOptions,
  selectEngine,
} from "./select_engine.ts";
import { findTensorflow } from "./tensorflow/provision.ts";
import { findPlugin } from "./xla/plugin.ts";
import { xlaRuntime } from "./xla/runtime.ts";

/** The engine's state. */
interface EngineExamination {
  /** Null where it does not start. */
  engine: EngineDescription | null;
  findings: Finding[];
}

/** Starts the engine, computes with it, and looks at processor and graphics cards. Never throws. */
export async function examineEngine(options: EngineOptions = {}): Promise<EngineExamination> {
  const { engine, finding } = await startEngine(options);
  const [nvidia, adapter] = await Promise.all([nvidiaGpus(), webgpuAdapter()]);
  return {
    engine,
    findings: [
      finding,
      ...engine ? [threadsFinding(engine)] : [],
      cpuFinding(cpuFeatures(await readCpuinfo()), engine),
      gpuFinding(engine, nvidia),
      pluginFinding(engine),
      webgpuFinding(adapter),
    ],
  };
}

async function startEngine(
  options: EngineOptions,
): Promise<{ engine: EngineDescription | null; finding: Finding }> {
  const topic = "engine";
  let reason: string | undefined;
  const say = (sentence: string) => {
    reason = sentence;
    console.error(sentence);
  };
  try {
    const engine = await selectEngine({ ...options, say });
    refuseWrongSums();
    const isSecondBest = (options.engine ?? "auto") === "auto" && engine.engine !== "tensorflow";
    return {
      engine,
      finding: {
        topic,
        found: `${engine.engine} ${engine.version}${placeOf(engine)}`,
        ...isSecondBest && reason ? { advice: reason } : {},
      },
    };
  } catch (error) {
    const found = `does not start: ${(error as Error).message}`;
    // Those that need no graphics card.
    const others = engineNames.filter((name) => !["auto", "webgpu", options.engine].includes(name));
    const advice = `take another one: --engine ${others.join(" or ")}`;
    return { engine: null, finding: { topic, found, advice } };
  }
}

/** An engine that loads may still not compute. */
function refuseWrongSums(): void {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5], [6]])).dataSync().join()
  );
  if (product !== "17,39") throw new Error(`it computes [17,39] as [${product}]`);
}

function placeOf({ engine }: EngineDescription): string {
  if (engine !== "tensorflow") return "";
  const folder = findTensorflow();
  if (folder === undefined) return "";
  return ` in ${folder.path}${folder.origin === "variable" ? " ($DUYGU_TENSORFLOW)" : ""}`;
}

function threadsFinding({ threads }: EngineDescription): Finding {
  return { topic: "threads", found: `${threads} of ${navigator.hardwareConcurrency}` };
}

async function readCpuinfo(): Promise<string> {
  return await readSystemFile("/proc/cpuinfo").catch(() => "");
}

/** What the processor's instructions mean to the engine. */
export function cpuFinding(
  features: CpuFeatures | undefined,
  engine: EngineDescription | null,
): Finding {
  const topic = "instructions";
  if (features === undefined) return { topic, found: "unknown: the system does not list them" };
  const { present, absent, hasBfloat16 } = features;
  const without = absent.length ? `; without ${absent.join(", ")}` : "";
  const slow = hasBfloat16 ? "" : " (--precision bfloat16 gains nothing)";
  const found = `${present.join(", ") || "none of note"}${without}${slow}`;
  if (engine?.engine !== "tensorflow" || present.length) return { topic, found };
  return { topic, found, advice: "TensorFlow will be slow or stop; --engine wasm may be better" };
}

/** Whether the engine computes on one of the cards `nvidia`, and what else it would take. */
export function gpuFinding(engine: EngineDescription | null, nvidia: string[]): Finding {
  const topic = "GPU";
  const names = nvidia.join("; ");
  const isUsed = engine?.devices.includes("GPU") ||
    (engine?.engine === "xla" && engine.devices.some((device) => device !== "cpu"));
  if (isUsed) return { topic, found: `${names || engine?.devices.join()}, in use` };
  if (nvidia.length) {
    return {
      topic,
      found: `${names}, not in use by the ${engine?.engine ?? "missing"} engine`,
      advice: "take --engine xla --plugin cuda13, which pip installs once",
    };
  }
  return { topic, found: "none: no NVIDIA driver (nvidia-smi) here, so the processor computes" };
}

/** The PJRT plugin that --engine xla has, or would have, and its device's memory. */
function pluginFinding(engine: EngineDescription | null): Finding {
  const topic = "PJRT plugin";
  if (engine?.engine === "xla") {
    const { plugin, client } = xlaRuntime();
    const memory = client.memory();
    const held = memory === undefined
      ? ""
      : `, ${gigabytes(memory.inUse)} of ${gigabytes(memory.limit ?? NaN)} GB in use`;
    const { platform, devices, apiVersion } = client;
    return {
      topic,
      found: `${plugin}, API ${apiVersion}, ${devices.length} × ${devices[0]} (${platform})${held}`,
    };
  }
  try {
    const found = findPlugin();
    return { topic, found: found?.path ?? "none installed; --engine xla installs one once" };
  } catch (error) {
    return { topic, found: (error as Error).message, advice: "correct --plugin or DUYGU_PJRT" };
  }
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);

/** Whether the adapter is fast enough for --engine webgpu. */
export function webgpuFinding(adapter: WebgpuAdapter): Finding {
  const topic = "WebGPU";
  if (adapter === null) return { topic, found: "no adapter" };
  return {
    topic,
    found: adapter.isSoftware ? `${adapter.name}: software only, too slow to use` : adapter.name,
  };
}

// What an examination of this machine found: one line of the command `doctor`.

/** One thing that was looked at. */
export interface Finding {
  /** Such as "engine" or "GPU". */
  topic: string;
  /** What is so, in a phrase. */
  found: string;
  /** What to do about it, where it is a problem. */
  advice?: string;
}
