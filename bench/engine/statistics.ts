/** In: the milliseconds of many steps. Out: their median, minimum and quartiles. */
import { quantile } from "../../src/base/quantile.ts";

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
