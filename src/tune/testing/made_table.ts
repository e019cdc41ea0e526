/** In: a folder. Out: in it, a generated table in ANAD's layout whose classes touch. */
import { join } from "node:path";
import { createRandom } from "../../base/random.ts";

const CLASSES = ["angry", "happy", "surprised"];
const FEATURES = 6;

/** Writes ANAD_Normalized.csv with `rows` rows, the classes by turns. */
export async function writeMadeTable(folder: string, rows: number): Promise<void> {
  const random = createRandom(1, "made table");
  const names = Array.from({ length: FEATURES }, (_, feature) => `feature${feature}`);
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row % CLASSES.length;
    const values = names.map((_, feature) =>
      (feature % CLASSES.length === label ? 1 : 0) + 0.6 * random.normal()
    );
    return [CLASSES[label], label, ...values.map((value) => value.toFixed(6))].join(",");
  });
  const text = [["Emotion", "Type", ...names].join(","), ...lines].join("\n") + "\n";
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "ANAD_Normalized.csv"), text);
}
