/** A contender that may be created several times, once a network and precision. */
import type { Contender, Precision } from "./contender.ts";

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
