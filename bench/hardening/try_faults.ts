import { join } from "node:path";
import { startProgress } from "../../src/base/progress.ts";
import { createRandom } from "../../src/base/random.ts";
import {
  clockChange,
  type FaultCase,
  fullDisk,
  readOnly,
  removedFile,
  tornFile,
  twoProcesses,
} from "./faults.ts";
import type { HardeningRow } from "./hardening_rows.ts";
import { injectedCommands } from "./injected_commands.ts";
import {
  type InjectedCommand,
  killAfter,
  lossesAtEnd,
  type Scene,
  withScene,
} from "./run_injected.ts";

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
interface TryOptions {
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

/** Kills of a command before it is let through to its end. */
const KILLS_A_ROUND = 4;

/** How much to try. */
interface KillOptions {
  /** Kills in all, dealt to the commands. */
  moments: number;
  seed: number;
  quiet?: boolean;
  signal: AbortSignal;
  /** The commands; all by default. */
  commands?: readonly InjectedCommand[];
}

/**
 * Kills each command (SIGKILL) at moments drawn evenly from its own duration, lets it go on, and
 * compares what it made with what it makes uninterrupted. Throws an Error where a command fails
 * without being killed.
 */
export async function killCommands(options: KillOptions): Promise<HardeningRow[]> {
  const { moments, seed, quiet, signal, commands = injectedCommands } = options;
  const progress = startProgress({ title: "kills", total: moments, quiet });
  const rows: HardeningRow[] = [];
  let done = 0;
  for (const [at, command] of commands.entries()) {
    const share = Math.floor(((at + 1) * moments) / commands.length) -
      Math.floor((at * moments) / commands.length);
    const { kills, lost } = await withScene(
      command,
      signal,
      (scene) => killScene(scene, share, seed, (own) => progress.update(done + own, command.name)),
    );
    done += share;
    for (const loss of lost) console.error(`${command.name}, killed: ${loss}`);
    rows.push(
      { what: `kills: ${command.name}`, figure: kills, unit: "kills", limit: null },
      { what: `losses by kills: ${command.name}`, figure: lost.length, unit: "losses", limit: 0 },
    );
  }
  progress.stop();
  return rows;
}

async function killScene(
  scene: Scene,
  share: number,
  seed: number,
  onKill: (kills: number) => void,
): Promise<{ kills: number; lost: string[] }> {
  const { command, folder, durationMs, signal } = scene;
  const random = createRandom(seed, "kills", command.name);
  const lost: string[] = [];
  let kills = 0;
  for (let round = 0; kills < share; round++) {
    const out = join(folder, `round${round}`);
    let kept: string[] = [];
    for (let run = 0; run < KILLS_A_ROUND && kills < share; run++) {
      signal.throwIfAborted();
      const { code } = await killAfter(scene, out, durationMs * random.uniform());
      const found = await command.finished(out);
      lost.push(
        ...kept.filter((one) => !found.includes(one)).map((one) => `lost after a kill: ${one}`),
      );
      kept = found;
      // One that ended by itself before was not killed.
      if (code === KILLED) onKill(++kills);
    }
    lost.push(...await lossesAtEnd(scene, out, kept));
    await Deno.remove(out, { recursive: true }).catch(() => {});
  }
  return { kills, lost };
}

/** How a shell, and Deno, tell of a death by SIGKILL: 128 + 9. */
const KILLED = 137;
