/**
 * The worker's end of a local study: orders come in on standard input, messages go out on standard
 * output. The process ends when standard input does, which is also how it learns that the study's
 * process was killed.
 */
import { parseJson } from "../base/json.ts";
import { textLines } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import type { Details } from "../bayesopt/trial.ts";
import { type Message, orderSchema, type TrialObjective, type TrialTask } from "./trial_task.ts";

/** What a worker can do once it has started. */
interface ReadyWorker {
  objective: TrialObjective;
  /** What there is to say of it, such as its engine. */
  details: Details;
}

/** Starts the worker and runs trials until standard input ends; then ends the process. */
export async function serveTrials(start: () => Promise<ReadyWorker>): Promise<never> {
  // Ctrl-C reaches every process of the terminal; the study's process decides what follows.
  Deno.addSignalListener("SIGINT", () => {});
  let answer: (prune: boolean) => void = () => {};
  const starting = start();
  starting.then(({ details }) => say({ type: "ready", details }), sayUnable);
  const context = {
    signal: new AbortController().signal,
    report: (step: number, value: number) => {
      const verdict = new Promise<boolean>((resolve) => answer = resolve);
      say({ type: "report", step, value: Number.isFinite(value) ? value : null });
      return verdict;
    },
  };
  const run = async (task: TrialTask) => {
    const { objective } = await starting;
    say({ type: "outcome", outcome: await objective(task, context) });
  };
  for await (const line of textLines(Deno.stdin.readable)) {
    const order = parseJson(line, orderSchema, "an order to a worker");
    if (order.type === "verdict") answer(order.prune);
    else run(order.task).catch(sayUnable);
  }
  Deno.exit(0);
}

function sayUnable(error: Error): void {
  say({ type: "unable", reason: error.message, isUsersMistake: error instanceof UserError });
}

function say(message: Message): void {
  const bytes = new TextEncoder().encode(JSON.stringify(message) + "\n");
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}
