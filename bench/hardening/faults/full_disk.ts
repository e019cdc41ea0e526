/** The disk is full at a random moment of the command, and has room again afterwards. */
import { outputOf } from "../../../src/base/processes.ts";
import { lossesAtEnd, start, unclearError } from "../run_injected.ts";
import type { FaultCase } from "./fault_case.ts";
import { mountObstacle, remount, withMemoryDisk } from "./memory_disk.ts";

/** See above. */
export const fullDisk: FaultCase = {
  name: "full disk",
  obstacle: mountObstacle,
  attempt: async (scene, out, random) => {
    // Files that are written whole need room for the old one and the new one.
    const kibibytes = 4 + Math.floor(random.uniform() * 1.5 * (scene.bytes / 1024));
    return await withMemoryDisk(out, `${kibibytes}k`, async () => {
      const output = await outputOf(start(scene, out));
      const unclear = unclearError(output);
      const kept = await scene.command.finished(out);
      await remount(out, "size=1g");
      const lost = await lossesAtEnd(scene, out, kept);
      return unclear === null ? lost : [unclear, ...lost];
    });
  },
};
