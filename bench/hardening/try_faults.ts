/** In: how often each fault is tried. Out: what commands lost by it. */
import { join } from "node:path";
import { startProgress } from "../../src/base/progress.ts";
import { createRandom } from "../../src/base/random.ts";
import { clockChange } from "./faults/clock_change.ts";
import { removedFile, tornFile } from "./faults/damaged_file.ts";
import type { FaultCase } from "./faults/fault_case.ts";
import { fullDisk } from "./faults/full_disk.ts";
import { readOnly } from "./faults/read_only.ts";
import { twoProcesses } from "./faults/two_processes.ts";
import type { HardeningRow } from "./hardening_rows.ts";
import type { InjectedCommand } from "./injected_command.ts";
import { injectedCommands } from "./injected_commands.ts";
import { withScene } from "./run_injected.ts";

/** All faults but kills. */
export const faultCases: readonly FaultCase[] = [
  fullDisk,
  readOnly,
  removedFile,
  tornFile,
  clockChange,
  twoProcesses,
];

/** How much to try. */
export interface TryOptions {
  /** How often each fault is injected into each command, at moments of their own. */
  tries: number;
  seed: number;
  quiet?: boolean;
  signal: AbortSignal;
  /** The commands and faults; all by default. */
  commands?: readonly InjectedCommand[];
  faults?: readonly FaultCase[];
}

/**
 * Injects each fault into each command, lets the command go on, and compares what it made with what
 * it makes undisturbed. Throws an Error where a command fails without any fault.
 */
export async function tryFaults(options: TryOptions): Promise<HardeningRow[]> {
  const { tries, seed, quiet, signal } = options;
  const { commands = injectedCommands, faults = faultCases } = options;
  const possible: FaultCase[] = [];
  for (const fault of faults) {
    const obstacle = await fault.obstacle();
    if (obstacle === null) possible.push(fault);
    else console.error(`${fault.name} is left out: ${obstacle}`);
  }
  const total = tries * commands.length * possible.length;
  const progress = startProgress({ title: "faults", total, quiet });
  const rows: HardeningRow[] = [];
  let done = 0;
  for (const command of commands) {
    await withScene(command, signal, async (scene) => {
      for (const fault of possible) {
        const name = `${fault.name}: ${command.name}`;
        let lost = 0;
        for (let at = 0; at < tries; at++) {
          signal.throwIfAborted();
          const out = join(scene.folder, `${fault.name.replaceAll(" ", "-")}-${at}`);
          const random = createRandom(seed, "faults", name, at);
          for (const loss of await fault.attempt(scene, out, random)) {
            console.error(`${name}, try ${at}: ${loss}`);
            lost++;
          }
          await Deno.remove(out, { recursive: true }).catch(() => {});
          progress.update(++done, name);
        }
        rows.push(
          { what: `tries, ${name}`, figure: tries, unit: "tries", limit: null },
          { what: `losses, ${name}`, figure: lost, unit: "losses", limit: 0 },
        );
      }
    });
  }
  progress.stop();
  return rows;
}
