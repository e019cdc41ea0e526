/** In: a metric of the same trainings in float32 and in bfloat16. Out: what bfloat16 costs. */
import { type Interval, meanSd, studentInterval } from "../../src/metrics/intervals.ts";

/** One metric of one network, seed by seed. */
export interface PrecisionMeasurement {
  corpus: string;
  /** True for the generated corpus. */
  synthetic: boolean;
  network: string;
  protocol: string;
  /** A name of Metrics, such as "accuracy". */
  metric: string;
  seeds: number[];
  float32: number[];
  bfloat16: number[];
}

/** A measurement with what it says. */
export interface PrecisionRow extends PrecisionMeasurement {
  /** bfloat16 less float32, seed by seed. */
  differences: number[];
  mean: number;
  /** Over seeds; null for a single one. */
  sd: number | null;
  /** 95 %, Student's t over the seeds' differences; null for a single seed. */
  interval: Interval | null;
}

/** The row of `measured`: differences are in pairs, of one split, one start and one order of clips. */
export function precisionRow(measured: PrecisionMeasurement): PrecisionRow {
  const { float32, bfloat16 } = measured;
  const differences = bfloat16.map((value, at) => value - float32[at]);
  return {
    ...measured,
    differences,
    ...meanSd(differences),
    interval: studentInterval(differences),
  };
}
