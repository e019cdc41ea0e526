/**
 * The worker's end of a pool: orders come in on standard input, messages go out on standard output.
 * The process ends when standard input does, which is also how it learns that the pool's process
 * was killed; what runs then is aborted, and saves where it stands.
 */
import { InterruptedError } from "../base/interrupt_signal.ts";
import { parseJson } from "../base/json.ts";
import { textLines } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
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
  let running = Promise.resolve();
  const starting = start();
  starting.then(() => say({ type: "ready" }), sayUnable);
  const context = {
    signal: end.signal,
    report: async (step: number, value: number) => {
      end.signal.throwIfAborted();
      verdict = Promise.withResolvers();
      say({ type: "report", step, value: Number.isFinite(value) ? value : null });
      return await verdict.promise;
    },
  };
  const run = async (task: unknown) => {
    const outcome = await (await starting)(task, context);
    const { rss } = Deno.memoryUsage();
    firstBytes ??= rss;
    say({ type: "outcome", outcome, isSpent: rss - firstBytes > MOST_GROWTH_BYTES });
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
