import { fileURLToPath } from "node:url";
import { parseJson } from "../base/json.ts";
import { childPermissions } from "../base/processes.ts";
import { textLines } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import {
  MAX_ATTEMPTS,
  type Message,
  messageSchema,
  type Order,
  type TrialExecutor,
  type TrialHooks,
  type TrialOutcome,
  type TrialTask,
} from "./trial_task.ts";
import type { WorkerOptions } from "./worker_process.ts";

/** How local workers are run. */
interface LocalExecutorOptions {
  /** Processes. */
  count: number;
  program: WorkerProgram;
  /** Told what workers say on standard error, each sentence once, and that one died. */
  log?: (line: string) => void;
}

/** The program that trains networks, with its options. */
export function trainingProgram(options: WorkerOptions): WorkerProgram {
  return {
    script: fileURLToPath(new URL("worker_process.ts", import.meta.url)),
    arguments: [JSON.stringify(options)],
  };
}

/** Starts workers when they are needed, a new one for each that dies. */
export function localExecutor({ count, program, log = () => {} }: LocalExecutorOptions) {
  const idle: LocalWorker[] = [];
  const alive = new Set<LocalWorker>();
  const said = new Set<string>();
  let stopped = false;
  const logOnce = (line: string) => {
    if (!said.has(line)) log(line);
    said.add(line);
  };
  const start = () => {
    const worker = startLocalWorker(program, logOnce);
    alive.add(worker);
    return worker;
  };
  const attempt = async (task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome> => {
    if (stopped) throw new Error("The workers were stopped");
    const worker = idle.pop() ?? start();
    try {
      const outcome = await worker.run(task, hooks);
      idle.push(worker);
      return outcome;
    } catch (error) {
      await worker.kill();
      alive.delete(worker);
      throw error;
    }
  };
  const run = async (task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome> => {
    for (let count = 1;; count++) {
      try {
        return await attempt(task, hooks);
      } catch (error) {
        if (!(error instanceof WorkerDiedError) || stopped) throw error;
        log(`The worker of trial ${task.number} ${error.message}`);
        if (count === MAX_ATTEMPTS) {
          const reason = `its worker ${error.message}, ${count} times`;
          return { state: "failed", reason, details: {} };
        }
        await hooks.restarted();
      }
    }
  };
  const stop = async () => {
    stopped = true;
    await Promise.all([...alive].map((worker) => worker.kill()));
  };
  return { slots: count, run, stop } satisfies TrialExecutor;
}

/** A worker's process. */
interface LocalWorker {
  /**
   * Runs one trial; one at a time. Rejects with {@link WorkerDiedError} where the process ends, and
   * with what the worker says where it can run no trial.
   */
  run(task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome>;
  /** Kills the process and waits for its end. */
  kill(): Promise<void>;
}

/** Thrown where a worker's process ended before its trial did. */
class WorkerDiedError extends Error {
  override readonly name = "WorkerDiedError";
}

/** What a worker's process is made of. */
interface WorkerProgram {
  /** The program's script. */
  script: string;
  arguments: string[];
}

/** Starts the process; `log` is given what it writes on standard error, line by line. */
function startLocalWorker(
  program: WorkerProgram,
  log: (line: string) => void,
): LocalWorker {
  // Its parent has fetched what it needs, so that it starts no program and uses no network.
  const permissions = childPermissions({ writes: "anywhere" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", ...permissions, program.script, ...program.arguments],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const logged = passOn(child.stderr, log);
  const input = child.stdin.getWriter();
  const messages = messagesOf(child.stdout);
  let isReady = false;
  const tell = (order: Order) =>
    // A process that is gone reads nothing; that it is gone is seen where messages end.
    input.write(new TextEncoder().encode(JSON.stringify(order) + "\n")).catch(() => {});
  const died = async () => {
    const { code, signal } = await child.status;
    const how = signal ? `by ${signal}` : `with exit code ${code}`;
    if (isReady) return new WorkerDiedError(`ended ${how}`);
    const last = await logged;
    return new Error(`A worker ended ${how} before it was ready${last ? `: ${last}` : ""}`);
  };
  return {
    run: async (task, hooks) => {
      await tell({ type: "trial", task });
      while (true) {
        const { value: message, done } = await messages.next();
        if (done) throw await died();
        switch (message.type) {
          case "ready":
            isReady = true;
            break;
          case "report": {
            const prune = await hooks.report(message.step, message.value ?? NaN);
            await tell({ type: "verdict", prune });
            break;
          }
          case "outcome":
            return message.outcome;
          case "unable":
            throw message.isUsersMistake
              ? new UserError(message.reason)
              : new Error(`A worker can run no trial: ${message.reason}`);
        }
      }
    },
    kill: async () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await Promise.all([child.status, logged, input.abort().catch(() => {})]);
      await messages.return(undefined);
    },
  };
}

async function* messagesOf(output: ReadableStream<Uint8Array>): AsyncGenerator<Message, undefined> {
  for await (const line of textLines(output)) {
    yield parseJson(line, messageSchema, "a worker's message");
  }
}

/** Logs every line; resolves to the last one. */
async function passOn(stream: ReadableStream<Uint8Array>, log: (line: string) => void) {
  let last = "";
  for await (const line of textLines(stream)) {
    if (line.trim() === "") continue;
    last = line;
    log(line);
  }
  return last;
}
