/**
 * In: contenders that are set up, and a protocol. Out: each contender's times for one operation,
 * taken in turns within one run: each round gives every contender a turn, in an order rotated from
 * round to round, and never are two busy at once. So a slow spell of the machine meets all.
 */
import { readSystemFile } from "../../src/base/files.ts";
import { quantile } from "../../src/base/statistics.ts";
import type { Precision } from "../../src/engine/precision.ts";
import type { Contender, Usage } from "./contender.ts";

/** Times of some contenders, by name. */
interface InterleavedTimes {
  /** Name → round → milliseconds of each step. */
  rounds: Record<string, number[][]>;
  /** Name → why a contender was dropped. */
  failed: Record<string, string>;
}

/** How the turns are taken. */
export interface InterleaveOptions {
  /** Rounds that count. */
  rounds: number;
  /** Steps of a turn that count. */
  steps: number;
  /**
   * Untimed steps at the start of each turn, which bring back the caches' content and the threads
   * that slept while others ran.
   */
  warmUpSteps: number;
  /** Called after each turn with the number of turns done, of (rounds + 1) × contenders. */
  onTurn?: (done: number) => void;
}

/**
 * Runs `operation` of each runner in turns. The first round of all is a warm-up that does not
 * count. A runner that throws is dropped and named in `failed`; the others go on.
 *
 * @param runners name → function that runs so many steps and returns their milliseconds
 */
export async function interleave(
  runners: Record<string, (steps: number) => Promise<number[]>>,
  options: InterleaveOptions,
): Promise<InterleavedTimes> {
  const names = Object.keys(runners);
  const result: InterleavedTimes = { rounds: {}, failed: {} };
  let done = 0;
  for (let round = -1; round < options.rounds; round++) {
    for (const name of rotated(names, round + 1)) {
      if (!(name in result.failed)) {
        try {
          const times = await runners[name](options.warmUpSteps + options.steps);
          if (round >= 0) (result.rounds[name] ??= []).push(times.slice(options.warmUpSteps));
        } catch (error) {
          result.failed[name] = (error as Error).message;
          delete result.rounds[name];
        }
      }
      options.onTurn?.(++done);
    }
  }
  return result;
}

/** The same items, starting at another one. */
export function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length ? by % items.length : 0;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The distribution of one contender's times, all in milliseconds. */
export interface TimeSummary {
  medianMs: number;
  minimumMs: number;
  /** 25 % of the steps were faster than this. */
  lowerQuartileMs: number;
  /** 75 % of the steps were faster than this. */
  upperQuartileMs: number;
  steps: number;
}

/** Summarises the times of one contender, in milliseconds. Throws where there are none. */
export function summariseTimes(times: readonly number[]): TimeSummary {
  return {
    medianMs: quantile(times, 0.5),
    minimumMs: quantile(times, 0),
    lowerQuartileMs: quantile(times, 0.25),
    upperQuartileMs: quantile(times, 0.75),
    steps: times.length,
  };
}

/**
 * Our time divided by the fastest peer's, and the ratio's spread: the quartiles of the ratios
 * taken round by round, in which both ran within seconds of each other, so that a slow spell of
 * the machine cancels out.
 *
 * @param ours medians of each round, in milliseconds
 * @param peer the fastest peer's medians of the same rounds
 */
export function ratioSpread(
  ours: readonly number[],
  peer: readonly number[],
): { lowerQuartile: number; upperQuartile: number } {
  if (ours.length !== peer.length) {
    throw new Error(
      `Expected as many rounds of ours as of the peer, but found ${ours.length} and ${peer.length}`,
    );
  }
  const ratios = ours.map((ms, round) => ms / peer[round]);
  return { lowerQuartile: quantile(ratios, 0.25), upperQuartile: quantile(ratios, 0.75) };
}

// Large enough to hide the start of a product, small enough for every second-level cache.
const SIZE = 2048;
const ROUNDS = 3;
const STEPS = 5;

/** The measured limit. */
export interface GemmPeak {
  /** 10⁹ floating-point operations a second, by the fastest product of all. */
  gflops: number;
  /** The contender that reached it. */
  by: string;
}

/** Measures the peak at `precision`; a contender that cannot is passed over. */
export async function measureGemmPeak(
  contenders: Contender[],
  precision: Precision,
): Promise<GemmPeak | undefined> {
  let peak: GemmPeak | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of contenders) {
      const times = await contender.gemm(SIZE, precision, STEPS).catch(() => []);
      const gflops = times.length ? gemmGflops(SIZE, Math.min(...times)) : 0;
      if (gflops > (peak?.gflops ?? 0)) peak = { gflops, by: contender.name };
    }
  }
  return peak;
}

/** 10⁹ operations a second of one size × size product (2 size³ operations) that took `ms`. */
export function gemmGflops(size: number, ms: number): number {
  return (2 * size ** 3) / (ms * 1e6);
}

/** A work's result, and the share of all processors' time that neither idled nor was ours. */
interface Observed<T> {
  result: T;
  /** From 0 to 1; null where the system does not tell. */
  othersShare: number | null;
}

/** A process, as far as its processor time is known. */
interface Observable {
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

// Fields of /proc/stat's first line: user nice system idle iowait irq softirq steal guest ….
const IDLE_FIELDS = new Set([3, 4]);
const COUNTED_FIELDS = 8;
// The kernel's unit for /proc/stat, the same on all of Linux's common architectures.
const TICKS_PER_SECOND = 100;

/**
 * Processor seconds that were not idle since the machine started, of all processors together,
 * what a hypervisor withheld included; undefined on other systems than Linux.
 */
export async function systemBusyS(): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  return parseBusyS(await readSystemFile("/proc/stat"));
}

/** The same from the text of /proc/stat. */
export function parseBusyS(text: string): number {
  const fields = text.slice(0, text.indexOf("\n")).trim().split(/\s+/).slice(1).map(Number);
  const ticks = fields
    .slice(0, COUNTED_FIELDS)
    .reduce((sum, value, field) => IDLE_FIELDS.has(field) ? sum : sum + value, 0);
  return ticks / TICKS_PER_SECOND;
}
