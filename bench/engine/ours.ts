/** Out: our own entrants, one an engine, each in a process of its own like the peers. */
import { fileURLToPath } from "node:url";
import { childPermissions, programOnPath } from "../../src/base/processes.ts";
import type { Entrant } from "./entrant.ts";
import { processContender } from "./process_contender.ts";

/**
 * Our engines. Only "tensorflow" competes by default; the others need no native library or another
 * device, and are asked for by name.
 */
export function ourEntrants(engines: string[] = ["tensorflow"]): Entrant[] {
  // It only computes; `cat` reads how much memory it takes.
  const permissions = childPermissions({ programs: [programOnPath("cat") ?? []].flat() });
  const script = fileURLToPath(new URL("./ours_process.ts", import.meta.url));
  return engines.map((engine) => {
    const name = `duygu ${engine}`;
    return {
      name,
      engine,
      precisions: engine === "tensorflow" || engine === "xla"
        ? ["float32", "bfloat16"]
        : ["float32"],
      create: () =>
        processContender({
          name,
          command: [Deno.execPath(), "run", "--quiet", "--frozen", ...permissions, script, engine],
          variant: "default",
        }),
    };
  });
}
