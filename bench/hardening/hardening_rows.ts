/** The rows of results/hardening.json. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cacheFolder, pathExists } from "../../src/base/files.ts";
import { readJson } from "../../src/base/json.ts";
import { permittedPrograms } from "../../src/base/permitted_programs.ts";
import { childPermissions } from "../../src/base/processes.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import { peakMemoryMiB } from "../peak_memory.ts";

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

/** A machine's whole memory in which they should run. */
const MOST_MIB = 2048;

/**
 * Commands with what follows their names; `folder` is empty at first, and later ones use what
 * earlier ones made.
 */
function everydayCommands(folder: string, clip: string): Record<string, string[]> {
  const runs = ["--runs", join(folder, "runs")];
  return {
    "train synthetic": ["--epochs", "1", ...runs],
    "train synthetic-faces": ["--epochs", "1", "--runs", join(folder, "faces")],
    "bench synthetic": ["--budget", "smoke", "--protocols", "paper", ...runs],
    // Where the smoke budget leaves its results.
    "report": ["--results", join(folder, "runs", "smoke")],
    "predict": [clip, ...runs],
    "features": [clip],
    "data verify synthetic": [],
  };
}

/** Runs them on generated data. None on other systems than Linux. Throws where a command fails. */
export async function memoryRows(
  { quiet, signal }: { quiet?: boolean; signal?: AbortSignal },
): Promise<HardeningRow[]> {
  if (Deno.build.os !== "linux") return [];
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const folder = await Deno.makeTempDir({ prefix: "duygu-memory-" });
  const rows: HardeningRow[] = [];
  const permissions = childPermissions({
    writes: [folder, cacheFolder()],
    programs: permittedPrograms(),
  });
  try {
    const { clips: [{ path }] } = await requireCorpus("synthetic");
    for (const [name, further] of Object.entries(everydayCommands(folder, path))) {
      const what = `peak memory: ${name}`;
      if (!quiet) console.error(what);
      const words = [...name.split(" "), ...further];
      const peak = await peakMemoryMiB(
        ["run", "--no-check", "--frozen", ...permissions, main, ...words],
        signal,
      );
      rows.push({ what, figure: Math.round(peak), unit: "MiB", limit: MOST_MIB });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return rows;
}
