/** Processes of this machine that run tasks, one at a time each, and are started anew where they die. */
import { z } from "zod";
import { parseJson } from "../base/json.ts";
import { childPermissions } from "../base/processes.ts";
import { textLines } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { type CoreShares, type Usage, usageSchema } from "./core_shares.ts";
import { MAX_ATTEMPTS } from "./job.ts";

/** What a worker's process is made of. */
export interface WorkerProgram {
  /** The program's script. */
  script: string;
  arguments: string[];
  /** Paths of the programs that it starts itself; none by default. */
  programs?: readonly string[];
}

/** How a pool is made. */
interface PoolOptions<Task, Outcome> {
  /** Processes, or what says whether there is room for one more. */
  count: number | CoreShares;
  program: WorkerProgram;
  /** What comes back of a task. */
  outcomes: z.ZodType<Outcome>;
  /** How the task is called in messages, such as "trial 3". */
  nameOf(task: Task): string;
  /** Tasks that take about as many cores. */
  kindOf?(task: Task): string;
  /** The outcome of a task whose workers died again and again. */
  givenUp(reason: string): Outcome;
  /** Told what workers say on standard error, each sentence once, and that one died. */
  log?: (line: string) => void;
}

/** What is told while a task runs. */
export interface TaskHooks {
  /** Its worker begins it for the first time; `worker` is the process's number. */
  begun?(worker: number): void;
  /** An epoch's value; true says that the task shall end. */
  report(step: number, value: number): boolean | Promise<boolean>;
  /** The task's worker died; another one, `worker`, begins the task again. */
  restarted(worker: number): void | Promise<void>;
}

/** Processes that run tasks. */
export interface WorkerPool<Task, Outcome> {
  /** Runs one task; those that no process is free for wait in the order in which they came. */
  run(task: Task, hooks: TaskHooks): Promise<Outcome>;
  /** Ends all processes, which have some seconds to save what they have; waiting tasks reject. */
  stop(): Promise<void>;
}

/** Starts workers when they are needed, a new one for each that dies. */
export function workerPool<Task, Outcome>(
  options: PoolOptions<Task, Outcome>,
): WorkerPool<Task, Outcome> {
  const { count, program, outcomes, nameOf, givenUp, log = () => {} } = options;
  const { kindOf = () => "" } = options;
  const idle: LocalWorker<Task, Outcome>[] = [];
  const alive = new Set<LocalWorker<Task, Outcome>>();
  /** Tasks that wait for a process, and the kinds of those that have one. */
  const waiting: { kind: string; begin: () => void }[] = [];
  const running: string[] = [];
  const said = new Set<string>();
  let stopped = false;
  const logOnce = (line: string) => {
    if (!said.has(line)) log(line);
    said.add(line);
  };
  const admit = () => {
    while (waiting.length > 0) {
      if (typeof count === "number" ? running.length >= count : !count.hasRoom(running)) return;
      const { kind, begin } = waiting.shift()!;
      running.push(kind);
      begin();
    }
  };
  const take = (kind: string) =>
    new Promise<void>((begin) => {
      waiting.push({ kind, begin });
      admit();
    });
  const giveBack = (kind: string) => {
    running.splice(running.indexOf(kind), 1);
    admit();
  };
  const attempt = async (
    task: Task,
    hooks: TaskHooks,
    begun: (worker: number) => void | Promise<void>,
  ): Promise<Outcome> => {
    if (stopped) throw new Error("The workers were stopped");
    const worker = idle.pop() ?? startLocalWorker<Task, Outcome>(program, outcomes, logOnce);
    alive.add(worker);
    try {
      await begun(worker.pid);
      const { outcome, isSpent } = await worker.run(task, hooks, (usage) => {
        if (typeof count === "number") return;
        count.measured(kindOf(task), usage);
        admit();
      });
      if (isSpent) {
        alive.delete(worker);
        await worker.stop(SAVING_MS);
      } else idle.push(worker);
      return outcome;
    } catch (error) {
      if (!stopped) await worker.stop(0);
      alive.delete(worker);
      throw error;
    }
  };
  const run = async (task: Task, hooks: TaskHooks): Promise<Outcome> => {
    for (let count = 1;; count++) {
      try {
        return await attempt(
          task,
          hooks,
          (worker) => count === 1 ? hooks.begun?.(worker) : hooks.restarted(worker),
        );
      } catch (error) {
        if (!(error instanceof WorkerDiedError) || stopped) throw error;
        log(`The worker of ${nameOf(task)} ${error.message}`);
        if (count === MAX_ATTEMPTS) return givenUp(`its worker ${error.message}, ${count} times`);
      }
    }
  };
  return {
    run: async (task, hooks) => {
      const kind = kindOf(task);
      await take(kind);
      try {
        return await run(task, hooks);
      } finally {
        giveBack(kind);
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...alive].map((worker) => worker.stop(SAVING_MS)));
    },
  };
}

/** So long a process may take to save where it stands before it is killed. */
const SAVING_MS = 10_000;

/** A worker's process. */
interface LocalWorker<Task, Outcome> {
  pid: number;
  /**
   * Runs one task; one at a time. Rejects with {@link WorkerDiedError} where the process ends, and
   * with what the worker says where it can run no task. `used` is told what the task takes.
   */
  run(
    task: Task,
    hooks: TaskHooks,
    used: (usage: Usage) => void,
  ): Promise<{ outcome: Outcome; isSpent: boolean }>;
  /** Asks the process to end, kills it after `patienceMs`, and waits for its end. */
  stop(patienceMs: number): Promise<void>;
}

/** Thrown where a worker's process ended before its task did. */
class WorkerDiedError extends Error {
  override readonly name = "WorkerDiedError";
}

/** Starts the process; `log` is given what it writes on standard error, line by line. */
function startLocalWorker<Task, Outcome>(
  { script, arguments: words, programs }: WorkerProgram,
  outcomes: z.ZodType<Outcome>,
  log: (line: string) => void,
): LocalWorker<Task, Outcome> {
  // Its parent has fetched what it needs, so that it uses no network.
  const permissions = childPermissions({ writes: "anywhere", programs });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", ...permissions, script, ...words],
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
    pid: child.pid,
    run: async (task, hooks, used) => {
      await tell({ type: "task", task });
      while (true) {
        const { value: message, done } = await messages.next();
        if (done) throw await died();
        switch (message.type) {
          case "ready":
            isReady = true;
            break;
          case "report":
            used(message.usage);
            await tell({
              type: "verdict",
              end: await hooks.report(message.step, message.value ?? NaN),
            });
            break;
          case "outcome": {
            const { outcome, isSpent } = message;
            used(message.usage);
            return { outcome: outcomes.parse(outcome), isSpent };
          }
          case "unable":
            throw message.isUsersMistake
              ? new UserError(message.reason)
              : new Error(`A worker cannot run this: ${message.reason}`);
        }
      }
    },
    stop: async (patienceMs) => {
      const kill = () => {
        try {
          child.kill("SIGKILL");
        } catch {
          // It has ended by itself.
        }
      };
      if (patienceMs > 0) await input.close().catch(() => {});
      else kill();
      const timer = setTimeout(kill, patienceMs);
      await Promise.all([child.status, logged, input.abort().catch(() => {})]);
      clearTimeout(timer);
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

// What a pool and its workers say to each other: one JSON message a line.

/** To a worker. */
export const orderSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("task"), task: z.unknown() }),
  /** The answer to a report: whether the task shall end. */
  z.object({ type: z.literal("verdict"), end: z.boolean() }),
]);

/** See {@link orderSchema}. */
type Order = z.infer<typeof orderSchema>;

/** From a worker. */
const messageSchema = z.discriminatedUnion("type", [
  /** The first message: the worker takes tasks. */
  z.object({ type: z.literal("ready") }),
  /** JSON knows no NaN: null stands for a value that is not finite. */
  z.object({
    ...{ type: z.literal("report"), step: z.number(), value: z.number().nullable() },
    usage: usageSchema,
  }),
  /** How a task ended; `isSpent` where the process has grown so much that another shall follow. */
  z.object({
    ...{ type: z.literal("outcome"), outcome: z.unknown(), isSpent: z.boolean() },
    usage: usageSchema,
  }),
  /** The worker can run no task. */
  z.object({ type: z.literal("unable"), reason: z.string(), isUsersMistake: z.boolean() }),
]);

/** See {@link messageSchema}. */
export type Message = z.infer<typeof messageSchema>;
