/** The folder is read-only when a command that was killed in it is to go on. */
import { outputOf } from "../../../src/base/processes.ts";
import { killAfter, lossesAtEnd, start, unclearError } from "../run_injected.ts";
import type { FaultCase } from "./fault_case.ts";
import { mountObstacle, remount, withMemoryDisk } from "./memory_disk.ts";

/** See above. */
export const readOnly: FaultCase = {
  name: "read-only folder",
  obstacle: mountObstacle,
  attempt: async (scene, out, random) =>
    await withMemoryDisk(out, "1g", async () => {
      await killAfter(scene, out, 1.2 * scene.durationMs * random.uniform());
      const kept = await scene.command.finished(out);
      await remount(out, "ro");
      const unclear = unclearError(await outputOf(start(scene, out)));
      await remount(out, "rw");
      const lost = await lossesAtEnd(scene, out, kept);
      return unclear === null ? lost : [unclear, ...lost];
    }),
};
