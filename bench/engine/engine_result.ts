/** The shape of results/engine.json, as DESIGN.md gives it, with spreads and limits added. */
import type { Precision } from "./contender.ts";
import type { GemmPeak } from "./gemm_peak.ts";
import type { TimeSummary } from "./statistics.ts";

/** What is timed. */
export type Operation = "train" | "predict" | "epoch" | "features";

/** One of our engines beside the peers, for one network, operation and precision. */
export interface EngineRow {
  network: string;
  operation: Operation;
  precision: Precision;
  /** Ours; null where none of our engines ran. */
  engine: string | null;
  oursMs: number | null;
  /** Name → median milliseconds. */
  peersMs: Record<string, number>;
  /** Ours / fastest peer, by medians; null where either is missing. */
  ratio: number | null;
  /** Quartiles of the same ratio taken round by round. */
  ratioQuartiles: [number, number] | null;
  /** Name → distribution, ours under the engine's name. */
  times: Record<string, TimeSummary>;
  /** Name → peak resident memory after training; empty for other operations. */
  peakMemoryBytes: Record<string, number>;
  /**
   * The share of this machine's processors that others took while this was measured; more than a
   * few hundredths spoil the times. Null where the system does not tell.
   */
  othersShare: number | null;
  /** Floating-point operations of convolutions and dense layers, a batch or an epoch. */
  flop: number;
  /** Ours (the fastest peer where ours is missing): operations a second / the GEMM peak. */
  shareOfPeak: number | null;
}

/** A contender that did not take part, and why. */
export interface Skipped {
  network: string;
  precision: Precision;
  contender: string;
  reason: string;
}

/** All of one run. */
export interface EngineResult {
  rows: EngineRow[];
  gemmPeak: Partial<Record<Precision, GemmPeak>>;
  skipped: Skipped[];
  /** Contender → how its steps were done, by network and precision. */
  notes: Record<string, Record<string, string>>;
  /** Rounds, and steps a round, that each median is of. */
  protocol: { rounds: number; steps: number; warmUpSteps: number };
  environment: Record<string, unknown>;
  command: string;
}
