/** What is fuzzed: a reader, and a maker of what it may be given. */
import type { Random } from "../../src/base/random.ts";

/** A reader under test. */
export interface FuzzTarget {
  name: string;
  /** Share of all inputs, in proportion to the other targets'. */
  weight: number;
  /** Inputs after which a new process goes on, for a reader that damaged inputs wear out. */
  inputsPerProcess?: number;
  /** True where all inputs are right, so that a refusal is a fault as well. */
  isRight?: true;
  /**
   * Makes an input from `random` and reads it. A refusal is a UserError; anything else that is
   * thrown is a fault. `folder` is for files; what lies there is the target's own business.
   */
  attempt(random: Random, folder: string): void | Promise<void>;
}
