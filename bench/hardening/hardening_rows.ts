/** The rows of results/hardening.json. */
import { z } from "zod";
import { readJson } from "../../src/base/json.ts";
import { pathExists } from "../../src/base/files.ts";

const rowSchema = z.object({
  what: z.string(),
  figure: z.number(),
  unit: z.string(),
  /** The most that the figure may be; null where it only tells how much was tried. */
  limit: z.number().nullable(),
});
const fileSchema = z.object({ rows: z.array(rowSchema) });

/** One figure. */
export type HardeningRow = z.infer<typeof rowSchema>;

/**
 * The rows of the file at `path` that `rows` do not have anew, and `rows`. Throws UserError where
 * the file is malformed.
 */
export async function mergeRows(path: string, rows: HardeningRow[]): Promise<HardeningRow[]> {
  const old = pathExists(path) ? (await readJson(path, fileSchema)).rows : [];
  const anew = new Set(rows.map(({ what }) => what));
  return [...old.filter(({ what }) => !anew.has(what)), ...rows];
}
