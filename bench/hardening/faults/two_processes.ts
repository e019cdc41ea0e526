/** The same command is started twice in one folder. */
import { outputOf } from "../../../src/base/processes.ts";
import { lossesAtEnd, start, unclearError } from "../run_injected.ts";
import { type FaultCase, noObstacle } from "./fault_case.ts";

/** See above. */
export const twoProcesses: FaultCase = {
  name: "two processes",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    const first = outputOf(start(scene, out));
    await new Promise((done) => setTimeout(done, scene.durationMs * random.uniform()));
    const second = outputOf(start(scene, out));
    const outputs = [await first, await second];
    const unclear = outputs.map(unclearError).filter((one) => one !== null);
    // One that is turned away does no harm; both must not be.
    const failed = outputs.every(({ code }) => code !== 0) ? ["both were turned away"] : [];
    const kept = await scene.command.finished(out);
    return [...unclear, ...failed, ...await lossesAtEnd(scene, out, kept)];
  },
};
