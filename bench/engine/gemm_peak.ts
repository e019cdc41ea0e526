/**
 * In: contenders. Out: the most operations a second that any of them reaches in one large matrix
 * product, which stands for this machine's limit.
 */
import type { Contender, Precision } from "./contender.ts";

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
