/** What the fuzzer and its processes tell each other; plain JSON. */

/** What a process shall do. */
export interface FuzzOrder {
  /** The reader's name. */
  target: string;
  /** Modules with further readers, as {@link allFuzzTargets} takes them. */
  modules: readonly string[];
  seed: number;
  /** For the target's files; who gives the order makes and removes it. */
  folder: string;
  /** Numbers of the first input and of the one after the last. */
  from: number;
  to: number;
  /** Seconds after which no further input is begun. */
  seconds: number;
  /** Seconds that one input may take. */
  limitS: number;
  /** A line is written after so many inputs. */
  noteEvery: number;
}

/** An input that did harm. */
export interface FuzzFault {
  input: number;
  message: string;
}

/** How far a process is; `at` is the number of the input after the last one done. */
export interface FuzzNote {
  at: number;
  accepted: number;
  refused: number;
  faults: FuzzFault[];
  /** Greatest resident memory seen. */
  peakBytes: number;
}
