/** A kind of harm that the system, or somebody, may do to a running command. */
import type { Random } from "../../../src/base/random.ts";
import type { Scene } from "../injected_command.ts";

/** A fault that is injected. */
export interface FaultCase {
  name: string;
  /** Why it cannot be injected on this machine; null where it can. */
  obstacle(): Promise<string | null>;
  /**
   * Injects it once at a moment drawn from `random` while the scene's command writes into `out`, an
   * empty folder, and lets the command go on afterwards. Returns what was lost or remained unclear.
   */
  attempt(scene: Scene, out: string, random: Random): Promise<string[]>;
}

/** For faults that need nothing of the machine. */
export const noObstacle = () => Promise.resolve(null);
