import { z } from "zod";
import { parseJson } from "../../src/base/json.ts";
import { quantile } from "../../src/base/statistics.ts";
import { type Precision, precisions } from "../../src/engine/precision.ts";
import { peakBytes } from "../peak_memory.ts";
import { type BenchNetwork, benchNetworkSchema } from "./bench_networks.ts";
import type { Usage } from "./contender.ts";

/** One step; a training step returns its loss. It ends when its result is in host memory. */
export type Step = () => number | void | Promise<number | void>;

/** Name → function that builds the step on first use, outside the timing. */
type Ways = Record<string, () => Step | Promise<Step>>;

/** What is asked of a setup. */
export interface SetupRequest {
  network: BenchNetwork;
  batch: number;
  precision: Precision;
  variant: string;
}

/** A network that stands. */
export interface Standing {
  /** Trainable parameters. */
  parameters: number;
  versions: Record<string, string>;
  trainWays: Ways;
  predictWays: Ways;
  /** A step that is one pass over so many samples, by a way to train. */
  epoch(way: string, samples: number): Step | Promise<Step>;
}

/** What serves the requests. */
export interface Served {
  setup(request: SetupRequest): Standing | Promise<Standing>;
  /** A step that multiplies two size × size matrices. */
  gemm(size: number, precision: Precision): Step | Promise<Step>;
}

// As in peers/protocol.py.
const TRIAL_WARM_UP_STEPS = 3;
const TRIAL_STEPS = 8;
const GEMM_WARM_UP_STEPS = 2;

const precision = z.enum(precisions);
const count = z.int().positive();
const requestSchema = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("setup"),
    network: benchNetworkSchema,
    batch: count,
    precision,
    variant: z.string(),
  }),
  z.object({ op: z.literal("choose") }),
  z.object({ op: z.literal("train"), way: z.string(), steps: count }),
  z.object({ op: z.literal("epoch"), way: z.string(), samples: count, passes: count }),
  z.object({ op: z.literal("predict"), way: z.string(), steps: count }),
  z.object({ op: z.literal("gemm"), size: count, precision, steps: count }),
  z.object({ op: z.literal("usage") }),
  z.object({ op: z.literal("quit") }),
]);
type Request = z.infer<typeof requestSchema>;

/** Answers the requests in `lines` until "quit" or their end; `reply` gets one line each. */
export async function serveContender(
  served: Served,
  lines: AsyncIterable<string>,
  reply: (line: string) => void,
): Promise<void> {
  const answer = answering(served);
  for await (const line of lines) {
    const request = parseJson(line, requestSchema, "request");
    let response: unknown;
    try {
      response = await answer(request);
    } catch (error) {
      response = { error: String((error as Error).message) };
    }
    reply(JSON.stringify(response));
    if (request.op === "quit") return;
  }
}

/** A function that answers one request after another. */
function answering(served: Served): (request: Request) => Promise<unknown> {
  let standing: Standing | undefined;
  const built = new Map<string, Step>();

  /** The step that a request names, built on its first use. */
  async function step(op: "train" | "predict", way: string): Promise<Step> {
    const ways = op === "train" ? standing?.trainWays : standing?.predictWays;
    if (ways?.[way] === undefined) throw new Error(`Expected a known way to ${op}, found ${way}`);
    const key = `${op} ${way}`;
    if (!built.has(key)) built.set(key, await ways[way]());
    return built.get(key)!;
  }

  return async (request) => {
    if (request.op === "setup") {
      standing = await served.setup(request);
      return { parameters: standing.parameters, versions: standing.versions };
    }
    if (request.op === "choose") {
      if (!standing) throw new Error("Expected setup before choose");
      return {
        train: await fastest(standing.trainWays),
        predict: await fastest(standing.predictWays),
      };
    }
    if (request.op === "train" || request.op === "predict") {
      const { ms, last } = await timed(await step(request.op, request.way), request.steps);
      return request.op === "train" ? { ms, loss: last } : { ms };
    }
    if (request.op === "epoch") {
      if (!standing) throw new Error("Expected setup before an epoch");
      const { way, samples, passes } = request;
      const key = `epoch ${way} ${samples}`;
      if (!built.has(key)) built.set(key, await standing.epoch(way, samples));
      return { ms: (await timed(built.get(key)!, passes)).ms };
    }
    if (request.op === "gemm") {
      const product = await served.gemm(request.size, request.precision);
      await timed(product, GEMM_WARM_UP_STEPS);
      return { ms: (await timed(product, request.steps)).ms };
    }
    return request.op === "usage" ? await usage() : {};
  };
}

/** The name of the way with the least median in a short trial. */
async function fastest(ways: Ways): Promise<string> {
  let best = { name: "", ms: Infinity };
  for (const [name, build] of Object.entries(ways)) {
    const step = await build();
    await timed(step, TRIAL_WARM_UP_STEPS);
    const ms = quantile((await timed(step, TRIAL_STEPS)).ms, 0.5);
    if (ms < best.ms) best = { name, ms };
  }
  return best.name;
}

async function timed(step: Step, steps: number): Promise<{ ms: number[]; last: number | void }> {
  const ms: number[] = [];
  let last: number | void = undefined;
  for (let i = 0; i < steps; i++) {
    const started = performance.now();
    last = await step();
    ms.push(performance.now() - started);
  }
  return { ms, last };
}

/** What this process took so far. */
async function usage(): Promise<Usage> {
  const { user, system } = process.cpuUsage();
  return { peakMemoryBytes: await peakBytes(), cpuS: (user + system) / 1e6 };
}
