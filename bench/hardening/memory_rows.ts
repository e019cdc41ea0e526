/** Out: the most memory that everyday commands take, each in a process of its own. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../src/base/files.ts";
import { childPermissions } from "../../src/base/processes.ts";
import { permittedPrograms } from "../../src/base/permitted_programs.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import type { HardeningRow } from "./hardening_rows.ts";
import { peakMemoryMiB } from "./peak_memory.ts";

/** A machine's whole memory in which they should run. */
const MOST_MIB = 2048;

/** Commands with what follows their names; `folder` is empty at first, and later ones use what earlier ones made. */
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
