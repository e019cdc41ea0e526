/** Slurm's own commands: what is asked of it and what it answers. */
import { UserError } from "../base/user_error.ts";

/** Runs one of Slurm's programs. */
export type CallSlurm = (program: string, args: string[]) => Promise<SlurmAnswer>;

/** What a program left. */
export interface SlurmAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The programs that are started. */
export const slurmPrograms = ["sbatch", "squeue", "scancel", "sacct", "scontrol"] as const;

/** The controller does not answer now; it may later. */
export class SlurmAwayError extends Error {}

const AWAY =
  /unable to contact slurm controller|socket timed out|connection (refused|failure|timed out)|communication|backup controller|temporarily unable|zero bytes were transmitted/i;

/** Starts the program of this machine, with further variables in its environment. */
export function slurmCaller(variables: Record<string, string> = {}): CallSlurm {
  return async (program, args) => {
    try {
      const command = new Deno.Command(program, { args, env: variables, stdin: "null" });
      const { code, stdout, stderr } = await command.output();
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr).trim() };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new UserError(
        `Expected Slurm's ${program} for --on slurm, but found none; run this where jobs are sent from`,
      );
    }
  };
}

/**
 * What a program printed. Throws SlurmAwayError where the controller does not answer, and UserError
 * with Slurm's own words where it refuses.
 */
export async function ask(call: CallSlurm, program: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await call(program, args);
  if (code === 0) return stdout;
  if (AWAY.test(stderr)) throw new SlurmAwayError(stderr.split("\n")[0]);
  throw new UserError(`Slurm's ${program} refused: ${stderr || `exit code ${code}`}`);
}

/** A task of an array. */
export interface SlurmTask {
  /** The array's name. */
  name: string;
  index: number;
  /** As Slurm has it: PENDING, RUNNING, COMPLETED, … */
  state: string;
  /** Where it runs; "" before. */
  nodes: string;
}

/** All tasks of this user's arrays that Slurm knows, also those that ended some minutes ago. */
export async function slurmTasks(call: CallSlurm): Promise<SlurmTask[]> {
  const format = "%j|%K|%T|%N";
  const text = await ask(call, "squeue", ["-h", "-r", "--me", "-t", "all", "-o", format]);
  return text.split("\n").flatMap((line) => {
    const [name, index, state, nodes] = line.split("|");
    return name?.startsWith(ARRAY_PREFIX) && /^\d+$/.test(index)
      ? [{ name, index: Number(index), state, nodes }]
      : [];
  });
}

/** How arrays of ours are called. */
export const ARRAY_PREFIX = "duygu-";

/** Whether a task in this state will run, or runs. */
export function isAlive(state: string): boolean {
  return /^(PENDING|CONFIGURING|RUNNING|COMPLETING|SUSPENDED|STOPPED|REQUEUED|REQUEUE_HOLD|REQUEUE_FED|RESIZING|SIGNALING|SPECIAL_EXIT|STAGE_OUT|PREEMPTED)$/
    .test(state);
}

/** How a task ended that Slurm's controller has forgotten; undefined where nobody keeps that. */
export async function accountedState(
  call: CallSlurm,
  name: string,
  index: number,
): Promise<string | undefined> {
  const args = ["-n", "-X", "-P", `--name=${name}`, "-o", "JobID,State"];
  const { code, stdout } = await call("sacct", args).catch(() => ({ code: 1, stdout: "" }));
  if (code !== 0) return undefined;
  return stdout.split("\n").map((line) => line.split("|"))
    .find(([id]) => id.endsWith(`_${index}`))?.[1];
}

/** The most tasks of one array. */
export async function largestArray(call: CallSlurm): Promise<number> {
  const text = await ask(call, "scontrol", ["show", "config"]);
  return Math.min(1000, Number(/MaxArraySize\s*=\s*(\d+)/.exec(text)?.[1] ?? 1001) - 1);
}

/** Options as a shell would divide them, with quotes. Throws UserError for an open quote. */
export function sbatchOptions(text: string): string[] {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const found = /^(?:[^\s"']|"[^"]*"|'[^']*')+/.exec(rest);
    if (!found) throw new UserError(`Expected --slurm to close its quotes, but found ${text}`);
    words.push(found[0].replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
    rest = rest.slice(found[0].length).trimStart();
  }
  const bare = words.find((word) => !word.startsWith("-"));
  if (bare === undefined) return words;
  throw new UserError(
    `Expected --slurm to hold options such as --partition=gpu, but found "${bare}"`,
  );
}

/** A word of a shell's command line. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
