/** In: contenders and a work of theirs. Out: how much of the machine others took meanwhile. */
import type { Usage } from "./contender.ts";
import { systemBusyS } from "./system_busy.ts";

/** A work's result, and the share of all processors' time that neither idled nor was ours. */
export interface Observed<T> {
  result: T;
  /** From 0 to 1; null where the system does not tell. */
  othersShare: number | null;
}

/** A process, as far as its processor time is known. */
export interface Observable {
  usage(): Promise<Pick<Usage, "cpuS">>;
}

/** Does `work` and observes it. `contenders` are those whose processor time counts as ours. */
export async function observeOthers<T>(
  contenders: Observable[],
  work: () => Promise<T>,
): Promise<Observed<T>> {
  const before = await snapshot(contenders);
  const result = await work();
  const after = await snapshot(contenders);
  if (before.busyS === undefined || after.busyS === undefined) {
    return { result, othersShare: null };
  }
  const availableS = (after.timeMs - before.timeMs) / 1000 * navigator.hardwareConcurrency;
  const othersS = (after.busyS - before.busyS) - (after.oursS - before.oursS);
  return { result, othersShare: Math.min(1, Math.max(0, othersS / availableS)) };
}

async function snapshot(contenders: Observable[]) {
  let oursS = 0;
  for (const contender of contenders) {
    // One that has just failed took little since.
    oursS += await contender.usage().then((usage) => usage.cpuS, () => 0);
  }
  return { timeMs: performance.now(), busyS: await systemBusyS(), oursS };
}
