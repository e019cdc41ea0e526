/**
 * The worker's end of a pool: orders come in on standard input, messages go out on standard output.
 * The process ends when standard input does, which is also how it learns that the pool's process
 * was killed; what runs then is aborted, and saves where it stands.
 */
import process from "node:process";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { parseJson } from "../base/json.ts";
import { textLines } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { releaseFreedMemory } from "../engine/tensorflow/c_library.ts";
import type { Usage } from "./core_shares.ts";
import { type Message, orderSchema } from "./worker_pool.ts";

/** What a running task may call. */
export interface TaskContext {
  /** Tells an epoch's value; true says that the task shall end. */
  report(step: number, value: number): Promise<boolean>;
  /** Aborts where nobody wants the outcome any more. */
  signal: AbortSignal;
}

/** Runs one task. It rejects with UserError where the worker can run none. */
export type RunTask = (task: unknown, context: TaskContext) => Promise<unknown>;

/** A process that has grown by so much since its first task makes room for another. */
const MOST_GROWTH_BYTES = 2 ** 30;

/** Starts the worker and runs tasks until standard input ends; then ends the process. */
export async function serveTasks(start: () => Promise<RunTask>): Promise<never> {
  // Ctrl-C reaches every process of the terminal; the pool's process decides what follows.
  Deno.addSignalListener("SIGINT", () => {});
  const end = new AbortController();
  let verdict = Promise.withResolvers<boolean>();
  let firstBytes: number | undefined;
  let usage = measureUsage();
  let running = Promise.resolve();
  const starting = start();
  starting.then(() => say({ type: "ready" }), sayUnable);
  const context = {
    signal: end.signal,
    report: async (step: number, value: number) => {
      end.signal.throwIfAborted();
      verdict = Promise.withResolvers();
      usage.epochEnded();
      const told = Number.isFinite(value) ? value : null;
      say({ type: "report", step, value: told, usage: usage.usage() });
      return await verdict.promise;
    },
  };
  const run = async (task: unknown) => {
    const runTask = await starting;
    usage = measureUsage();
    const outcome = await runTask(task, context);
    releaseFreedMemory();
    const { rss } = Deno.memoryUsage();
    firstBytes ??= rss;
    const isSpent = rss - firstBytes > MOST_GROWTH_BYTES;
    say({ type: "outcome", outcome, isSpent, usage: usage.usage() });
  };
  for await (const line of textLines(Deno.stdin.readable)) {
    const order = parseJson(line, orderSchema, "an order to a worker");
    if (order.type === "verdict") verdict.resolve(order.end);
    else running = run(order.task).catch(sayUnable);
  }
  end.abort(new InterruptedError("Interrupted"));
  verdict.promise.catch(() => {}); // Nobody may wait for it.
  verdict.reject(end.signal.reason);
  await running;
  Deno.exit(0);
}

/** Shorter than this nothing is measured. */
const LEAST_SECONDS = 2;

/** What this process uses from now on; once an epoch has ended, from the end of the first on. */
function measureUsage() {
  let startMs = performance.now();
  let start = process.cpuUsage();
  let isTraining = false;
  const seconds = () => (performance.now() - startMs) / 1000;
  return {
    epochEnded: () => {
      if (isTraining) return;
      isTraining = true;
      startMs = performance.now();
      start = process.cpuUsage();
    },
    usage: (): Usage => {
      const { user, system } = process.cpuUsage(start);
      const cores = seconds() < LEAST_SECONDS ? null : (user + system) / 1e6 / seconds();
      return { cores, bytes: Deno.memoryUsage().rss };
    },
  };
}

function sayUnable(error: Error): void {
  say({ type: "unable", reason: error.message, isUsersMistake: error instanceof UserError });
}

function say(message: Message): void {
  const bytes = new TextEncoder().encode(JSON.stringify(message) + "\n");
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno.stdout.writeSync(bytes.subarray(written));
    }
  } catch {
    // Nobody listens any more: standard input ends too.
  }
}
