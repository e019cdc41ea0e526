/** The shape of results/tuning.json. */

/** The lowest values found of one problem; null where scikit-optimize was not there. */
export interface TuningRow {
  problem: string;
  calls: number;
  /** The problem's global minimum. */
  minimum: number;
  oursMedian: number;
  skoptMedian: number | null;
  randomMedian: number;
  /** [seed] */
  ours: number[];
  skopt: number[];
  random: number[];
}

/** Times of ask and tell together, by number of observations of table 2's space. */
export interface AskTellTimes {
  /** Medians in milliseconds. */
  oursMs: Record<string, number>;
  skoptMs: Record<string, number>;
  /** ours / scikit-optimize's. */
  ratio: Record<string, number>;
}

/** A peer that answers like bench/parity/skopt_peer.py. */
export interface SkoptPeer {
  minimise(problem: string, calls: number, seed: number): Promise<number>;
  /** Milliseconds for observations [observation][dimension] with their values. */
  time(points: unknown[][], values: number[], seed: number): Promise<number>;
}
