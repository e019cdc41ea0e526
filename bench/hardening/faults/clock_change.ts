/** The clock jumps years back and forth while the command runs, and files bear such times. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { listFilesBelow } from "../list_files_below.ts";
import { killAfter, losses, runToEnd } from "../run_injected.ts";
import { type FaultCase, noObstacle } from "./fault_case.ts";

const flags = ["--preload", fileURLToPath(new URL("jumping_clock.ts", import.meta.url))];

/** See above. */
export const clockChange: FaultCase = {
  name: "clock change",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    await killAfter(scene, out, scene.durationMs * random.uniform(), { flags });
    const kept = await scene.command.finished(out);
    for (const path of listFilesBelow(out)) {
      const seconds = random.integer(0, 4_000_000_000);
      await Deno.utime(join(out, path), seconds, seconds);
    }
    const fault = await runToEnd(scene, out, { flags });
    return fault === null ? await losses(scene, out, kept) : [`did not go on: ${fault}`];
  },
};
