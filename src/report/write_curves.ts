/** In: curves. Out: their file in the results folder, and all such files read back. */
import { join } from "node:path";
import { readJson } from "../base/json.ts";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { type Curves, curvesSchema } from "./curves.ts";

/** The file of the curves within the results folder. */
export function curvesPath({ corpus, model, protocol }: Curves, folder: string): string {
  const name = [corpus, model, protocol].join("-").toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "-");
  return join(folder, "curves", `${name}.json`);
}

/** Writes the curves into `folder`/curves, over those of the same corpus, model and protocol. */
export async function writeCurves(curves: Curves, folder = "results"): Promise<void> {
  const json = JSON.stringify(curvesSchema.parse(curves), null, 1);
  // Lists of numbers on one line: a third of the size, and differences that can be read.
  const text = json.replace(
    /\[\s+([^[\]{}"]*?)\s+\]/g,
    (_, items) => `[${items.replace(/\s+/g, " ")}]`,
  );
  await writeFileWhole(curvesPath(curves, folder), text + "\n");
}

/**
 * All curves of the results in `folder`, by file name; none where there are none. Throws UserError
 * where a file is malformed.
 */
export async function readAllCurves(folder = "results"): Promise<Curves[]> {
  const curves = join(folder, "curves");
  if (!pathExists(curves)) return [];
  const names = (await Array.fromAsync(Deno.readDir(curves), ({ name }) => name))
    .filter((name) => name.endsWith(".json"));
  return await Promise.all(names.sort().map((name) => readJson(join(curves, name), curvesSchema)));
}
