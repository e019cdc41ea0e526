/** What `train --final` leaves in a run's folder: figures of other runs, over six folds. */
import { join } from "node:path";
import { FINAL, type FinalFigures } from "../final_run.ts";

const line = { knowledge: "nothing", clips: null, accuracy: 0.4464, macroRecall: 0.43 } as const;

/** Accuracy 0.4464, nothing known, 210 clips. */
export const quotedFigures: FinalFigures = {
  version: 1,
  protocol: "speaker",
  folds: { found: 6, of: 6 },
  seeds: [1],
  lines: [{ ...line, count: 210 }],
  runs: ["a"],
};

/** Writes final.json of {@link quotedFigures} into `folder`. */
export async function writeQuotedFinal(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, FINAL), JSON.stringify(quotedFigures));
}
