/**
 * What takes part in the engine benchmark: one implementation of the networks' training step and
 * prediction, ours or a peer's. The harness (timing.ts) sees only this interface.
 */
import type { Precision } from "../../src/engine/precision.ts";
import type { BenchNetwork } from "./bench_networks.ts";

/** What a contender tells once its network stands. */
export interface SetupReport {
  /** Trainable parameters; the harness refuses contenders that disagree. */
  parameters: number;
  /** Versions of what does the work, such as {"torch": "2.13.0"}. */
  versions: Record<string, string>;
  /** How the steps are done, such as a memory layout. */
  note: string;
}

/** What a contender's process took since it started. */
export interface Usage {
  /** The most resident memory that it held, in bytes. */
  peakMemoryBytes: number;
  /** Processor time of all its threads, in seconds. */
  cpuS: number;
}

/** One implementation; all times are milliseconds of wall clock, one a step. */
export interface Contender {
  /** Unique, such as "keras-xla" or "duygu tensorflow". */
  name: string;
  /** Builds the network, with random weights and a made-up batch. Called once, first. */
  setup(network: BenchNetwork, batch: number, precision: Precision): Promise<SetupReport>;
  /** Runs training steps (forward, backward, Adam), each ending when its loss is known. */
  train(steps: number): Promise<number[]>;
  /**
   * Goes so many times over `samples` made-up samples in random order, batch by batch, as its users
   * would from arrays in memory; milliseconds of each whole pass.
   */
  epoch(samples: number, passes: number): Promise<number[]>;
  /** Predicts the batch so many times, each ending when the probabilities are in host memory. */
  predict(steps: number): Promise<number[]>;
  /** Multiplies two size × size matrices so many times; needs no setup. */
  gemm(size: number, precision: Precision, steps: number): Promise<number[]>;
  /** What it took of the machine so far. */
  usage(): Promise<Usage>;
  /** Ends it and frees all it holds. May be called at any time, more than once. */
  stop(): Promise<void>;
}

// A contender that may be created several times, once a network and precision.

/** One line-up entry of the benchmark. */
export interface Entrant {
  /** The created contender's name. */
  name: string;
  /** Ours: the engine that it runs on, such as "tensorflow"; absent for a peer. */
  engine?: string;
  /** What it can compute with. */
  precisions: Precision[];
  create(): Contender;
}
