import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseJson } from "../../src/base/json.ts";
import { childPermissions, programOnPath } from "../../src/base/processes.ts";
import { textLines } from "../../src/base/text.ts";
import { type Precision, precisions } from "../../src/engine/precision.ts";
import type { BenchNetwork } from "./bench_networks.ts";
import type { Contender, Entrant, SetupReport } from "./contender.ts";
import type { PeerPython } from "./peers.ts";

/** What a process contender is. */
interface ProcessContenderOptions {
  name: string;
  /** The program and its arguments. */
  command: string[];
  /** What the protocol's setup calls variant, such as "xla". */
  variant: string;
}

// OpenBLAS settings that a machine may carry for other programs would slow NumPy-based peers.
const NOT_INHERITED = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

const setupSchema = z.object({
  parameters: z.int().positive(),
  versions: z.record(z.string(), z.string()),
});
const choiceSchema = z.object({ train: z.string(), predict: z.string() });
const timesSchema = z.object({ ms: z.array(z.number().positive()).min(1) });
const trainSchema = timesSchema.extend({
  // JSON has no NaN, so a diverged or broken step fails here.
  loss: z.number().nonnegative(),
});
const usageSchema = z.object({
  peakMemoryBytes: z.int().positive(),
  cpuS: z.number().nonnegative(),
});

/**
 * A contender behind a process. Setup tries all the process's ways to do a step and takes the
 * fastest of each, then starts afresh with those alone, so that the peak memory is theirs.
 */
export function processContender(options: ProcessContenderOptions): Contender {
  const { name, command, variant } = options;
  const environment = { ...Deno.env.toObject(), PYTHONUNBUFFERED: "1" };
  for (const key of NOT_INHERITED) delete (environment as Record<string, string>)[key];
  let running: LineProcess | undefined;
  let ways = { train: "", predict: "" };
  const process = () => running ??= startLineProcess({ name, command, environment });
  const stop = async () => {
    const ending = running;
    running = undefined;
    await ending?.stop();
  };

  async function setup(network: BenchNetwork, batch: number, precision: Precision) {
    const request = { op: "setup", network, batch, precision, variant };
    await process().ask(request, setupSchema);
    ways = await process().ask({ op: "choose" }, choiceSchema);
    await stop();
    const report = await process().ask(request, setupSchema);
    const note = `train by ${ways.train}, predict by ${ways.predict}`;
    return { ...report, note } satisfies SetupReport;
  }

  return {
    name,
    setup,
    stop,
    train: async (steps) =>
      (await process().ask({ op: "train", way: ways.train, steps }, trainSchema)).ms,
    epoch: async (samples, passes) =>
      (await process().ask({ op: "epoch", way: ways.train, samples, passes }, timesSchema)).ms,
    predict: async (steps) =>
      (await process().ask({ op: "predict", way: ways.predict, steps }, timesSchema)).ms,
    gemm: async (size, precision, steps) =>
      (await process().ask({ op: "gemm", size, precision, variant, steps }, timesSchema)).ms,
    usage: () => process().ask({ op: "usage" }, usageSchema),
  };
}

// The protocol is described in peers/protocol.py.

/** A running process that answers requests, one at a time. */
export interface LineProcess {
  /** Sends a request and returns its checked answer. Throws where the process fails or ends. */
  ask<T>(request: Record<string, unknown>, schema: z.ZodType<T>): Promise<T>;
  /** Asks it to quit, and ends it where it does not; more than one call is harmless. */
  stop(): Promise<void>;
}

/** How a process is started. */
interface LineProcessOptions {
  /** Names it in errors. */
  name: string;
  /** The program and its arguments. */
  command: string[];
  /** Its whole environment. */
  environment: Record<string, string>;
}

// What is kept of standard error, for the message of a process that dies.
const KEPT_CHARACTERS = 2000;
const QUIT_TIMEOUT_MS = 5000;

/** Starts a process; see {@link LineProcess}. Throws where the program cannot be run. */
export function startLineProcess(options: LineProcessOptions): LineProcess {
  const { name, command: [program, ...args], environment } = options;
  const child = new Deno.Command(program, {
    args,
    env: environment,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = textLines(child.stdout);
  const errors = keepTail(child.stderr);
  let stopped = false;

  async function ask<T>(request: Record<string, unknown>, schema: z.ZodType<T>): Promise<T> {
    // A write to a process that died fails, which the missing answer tells better.
    await writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n")).catch(() => {});
    const { value: line, done } = await lines.next();
    if (done) {
      throw new Error(`${name} ended during ${request.op}: ${(await errors).trim()}`);
    }
    const answer = parseJson(line, z.record(z.string(), z.unknown()), name);
    if (typeof answer.error === "string") throw new Error(`${name}: ${answer.error}`);
    return parseJson(line, schema, `${name}'s answer to ${request.op}`);
  }

  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    const timer = setTimeout(() => child.kill("SIGKILL"), QUIT_TIMEOUT_MS);
    await ask({ op: "quit" }, z.unknown()).catch(() => {});
    await writer.close().catch(() => {});
    while (!(await lines.next()).done); // drains, so that the pipe closes
    await Promise.all([child.status, errors]);
    clearTimeout(timer);
  }

  return { ask, stop };
}

/** Reads the stream to its end and returns its last characters. */
async function keepTail(stream: ReadableStream<Uint8Array>): Promise<string> {
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-KEPT_CHARACTERS);
  }
  return tail;
}

/**
 * Our engines. Only "tensorflow" competes by default; the others need no native library or another
 * device, and are requested by name.
 */
export function ourEntrants(engines: string[] = ["tensorflow"]): Entrant[] {
  // It only computes; `cat` reads how much memory it takes.
  const permissions = childPermissions({ programs: [programOnPath("cat") ?? []].flat() });
  const script = fileURLToPath(new URL("./ours_process.ts", import.meta.url));
  return engines.map((engine) => {
    const name = `duygu ${engine}`;
    return {
      name,
      engine,
      precisions: engine === "tensorflow" || engine === "xla" ? both : ["float32"],
      create: () =>
        processContender({
          name,
          command: [Deno.execPath(), "run", "--quiet", "--frozen", ...permissions, script, engine],
          variant: "default",
        }),
    };
  });
}

const both = [...precisions];

/** A variant as the scripts' setup knows it. */
interface Variant {
  name: string;
  variant: string;
  precisions: Precision[];
}

const kerasVariants: Variant[] = [
  { name: "keras", variant: "default", precisions: both },
  { name: "keras-xla", variant: "xla", precisions: both },
];
const torchVariants: Variant[] = [
  { name: "torch", variant: "default", precisions: both },
  { name: "torch-compile", variant: "compile", precisions: both },
  { name: "torch-fpmath", variant: "fpmath", precisions: ["bfloat16"] },
  { name: "torch-cuda", variant: "cuda", precisions: both },
  { name: "torch-cuda-compile", variant: "cuda-compile", precisions: both },
];
const jaxVariants: Variant[] = [{ name: "jax-cuda", variant: "cuda", precisions: both }];

/** The peers that `python` can run; empty where it holds none of their packages. */
export function pythonPeers({ program, packages }: PeerPython): Entrant[] {
  const entrants = (script: string, variants: Variant[]): Entrant[] =>
    variants.map(({ name, variant, precisions }) => ({
      name,
      precisions,
      create: () => {
        const path = fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
        return processContender({ name, command: [program, path], variant });
      },
    }));
  const keras = "keras" in packages && ("tensorflow" in packages || "tensorflow-cpu" in packages);
  return [
    ...(keras ? entrants("keras_peer.py", kerasVariants) : []),
    ...("torch" in packages ? entrants("torch_peer.py", torchVariants) : []),
    ...("flax" in packages && "jax" in packages ? entrants("jax_peer.py", jaxVariants) : []),
  ];
}
