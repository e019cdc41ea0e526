/** In: how many random moments. Out: what was lost when commands were killed at them. */
import { join } from "node:path";
import { startProgress } from "../../src/base/progress.ts";
import { createRandom } from "../../src/base/random.ts";
import { outputOf, startProgram } from "../../src/cli/testing/run_program.ts";
import type { HardeningRow } from "./hardening_rows.ts";
import { type InjectedCommand, injectedCommands } from "./injected_command.ts";

/** Kills of a command before it is let through to its end. */
const KILLS_A_ROUND = 4;

/** How much to try. */
export interface InjectOptions {
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
export async function injectFaults(options: InjectOptions): Promise<HardeningRow[]> {
  const { moments, quiet, commands = injectedCommands } = options;
  const progress = startProgress({ title: "kills", total: moments, quiet });
  const rows: HardeningRow[] = [];
  let done = 0;
  for (const [at, command] of commands.entries()) {
    const share = Math.floor(((at + 1) * moments) / commands.length) -
      Math.floor((at * moments) / commands.length);
    const { kills, losses } = await killCommand(command, share, options, (own) => {
      progress.update(done + own, command.name);
    });
    done += share;
    for (const loss of losses) console.error(`${command.name}: ${loss}`);
    rows.push(
      { what: `kills: ${command.name}`, figure: kills, unit: "kills", limit: null },
      { what: `losses: ${command.name}`, figure: losses.length, unit: "losses", limit: 0 },
    );
  }
  progress.stop();
  return rows;
}

async function killCommand(
  command: InjectedCommand,
  share: number,
  { seed, signal }: InjectOptions,
  onKill: (kills: number) => void,
): Promise<{ kills: number; losses: string[] }> {
  const random = createRandom(seed, "kills", command.name);
  const folder = await Deno.makeTempDir({ prefix: "duygu-kills-" });
  const losses: string[] = [];
  let kills = 0;
  try {
    await command.prepare(folder);
    const startedMs = performance.now();
    const whole = join(folder, "whole");
    await runToEnd(command.words(folder, whole));
    const lastMs = performance.now() - startedMs;
    const expected = await command.outcome(whole);
    for (let round = 0; kills < share; round++) {
      const out = join(folder, `round${round}`);
      let kept: string[] = [];
      for (let kill = 0; kill < KILLS_A_ROUND && kills < share; kill++) {
        signal.throwIfAborted();
        await killAfter(command.words(folder, out), lastMs * random.uniform());
        const found = await command.finished(out);
        const lost = kept.filter((one) => !found.includes(one));
        losses.push(...lost.map((one) => `lost after a kill: ${one}`));
        kept = found;
        onKill(++kills);
      }
      try {
        await runToEnd(command.words(folder, out));
        const found = await command.finished(out);
        losses.push(...kept.filter((one) => !found.includes(one)).map((one) => `lost: ${one}`));
        const outcome = await command.outcome(out);
        if (outcome !== expected) losses.push(`expected ${expected}, but found ${outcome}`);
      } catch (error) {
        losses.push((error as Error).message);
      }
      await Deno.remove(out, { recursive: true });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return { kills, losses };
}

async function runToEnd(words: string[]): Promise<void> {
  const { code, stderr } = await outputOf(startProgram(words));
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${stderr.slice(-500)}`);
}

/** Kills the command after `delayMs`, or lets it end if it is faster. */
async function killAfter(words: string[], delayMs: number): Promise<void> {
  const process = startProgram(words);
  const timer = setTimeout(() => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }, delayMs);
  await outputOf(process);
  clearTimeout(timer);
}
