/**
 * A cheap objective for tests of workers. A trial's value is Branin's function; each epoch but
 * waits. What a test wants besides is said by the subject's data:
 * "wait:40" waits 40 ms an epoch, "fail:3" fails trial 3, "crash:3" ends the process in trial 3,
 * "unable" refuses all trials. Several are joined by commas. In a folder it goes on after its last
 * epoch, and says so in the details.
 */
import { join } from "node:path";
import { pathExists } from "../../base/files.ts";
import { wait } from "../../base/interrupt_signal.ts";
import { UserError } from "../../base/user_error.ts";
import { branin } from "../../bayesopt/test_functions.ts";
import type { TrialContext, TrialOutcome, TrialTask } from "../trial_task.ts";

/** The space of the objective's parameters. */
export const cheapSpace = branin.space;

const EPOCHS = 3;

/** See above. */
export async function cheapObjective(
  { number, parameters, subject }: TrialTask,
  { report, signal, folder, onCheckpoint }: TrialContext,
): Promise<TrialOutcome> {
  const wishes = Object.fromEntries(subject.data.split(",").map((wish) => wish.split(":")));
  if ("unable" in wishes) throw new UserError("Expected data, but found none");
  const value = branin.evaluate(parameters);
  const kept = folder === undefined ? undefined : join(folder, "epochs");
  const resumedAfter = kept && pathExists(kept) ? Number(await Deno.readTextFile(kept)) : 0;
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    if (epoch > resumedAfter) await wait(Number(wishes.wait ?? 0), signal);
    signal.throwIfAborted();
    if (Number(wishes.crash) === number) Deno.exit(7);
    if (Number(wishes.fail) === number) {
      return { state: "failed", reason: "out of memory", details: {} };
    }
    if (await report(epoch, value + EPOCHS - epoch)) {
      return { state: "pruned", details: { epochs: epoch } };
    }
    if (!kept || epoch <= resumedAfter) continue;
    await Deno.writeTextFile(kept, String(epoch));
    onCheckpoint?.();
  }
  const details = { epochs: EPOCHS, worker: Deno.pid, ...resumedAfter ? { resumedAfter } : {} };
  return { state: "finished", value, details };
}
