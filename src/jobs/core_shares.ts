/**
 * How many processes of this machine run tasks at once where nobody has said: as many as find cores
 * and memory of their own. All compute with as many threads, which decide on the last digits of a
 * result; how many run at once decides on none. A network whose steps are small leaves cores unused
 * between them, or cannot use several at all, and a second process takes these; a large one uses
 * all cores by itself.
 *
 * What a kind of task takes is measured while it runs: processor time over elapsed time, from its
 * first epoch on.
 */
import { z } from "zod";

/** What a process used while it ran a task. */
export const usageSchema = z.object({
  /** Cores on average; null where the task was too short to be measured. */
  cores: z.number().min(0).nullable(),
  /** Resident memory. */
  bytes: z.number().min(0),
});

/** See {@link usageSchema}. */
export type Usage = z.infer<typeof usageSchema>;

/** What the machine has. */
export interface MachineState {
  cores: number;
  /** Processes that ran or wanted to on average in the last minute, others' included. */
  load: number;
  /** Memory that a new process could have. */
  freeBytes: number;
}

/** Decides whether another task may begin. */
export interface CoreShares {
  /** A process told what a task of this kind takes. */
  measured(kind: string, usage: Usage): void;
  /** Whether there is room for another task beside those of these kinds. */
  hasRoom(running: readonly string[]): boolean;
}

/** Another process begins while a fifth of the cores is unused. */
const FULL = 0.8;
/** So many times the largest process so far must be free. */
const SPARE_MEMORY = 1.5;

/** Begins with one task at a time; `machine` is asked each time. */
export function coreShares(machine: () => MachineState = thisMachine): CoreShares {
  const taken = new Map<string, number>();
  let mostBytes = 0;
  return {
    measured: (kind, { cores, bytes }) => {
      mostBytes = Math.max(mostBytes, bytes);
      // A process that shares its cores with others shows less than it would take.
      if (cores !== null) taken.set(kind, Math.max(cores, taken.get(kind) ?? 0));
    },
    hasRoom: (running) => {
      if (running.length === 0) return true;
      const { cores, load, freeBytes } = machine();
      // One of which nothing is known yet may take them all.
      const used = running.reduce((sum, kind) => sum + (taken.get(kind) ?? cores), 0);
      return Math.max(used, load) <= FULL * cores && freeBytes >= SPARE_MEMORY * mostBytes;
    },
  };
}

function thisMachine(): MachineState {
  return {
    cores: navigator.hardwareConcurrency,
    load: Deno.loadavg()[0],
    freeBytes: Deno.systemMemoryInfo().available,
  };
}
