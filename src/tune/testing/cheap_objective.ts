/**
 * A cheap objective for tests of workers. A trial's value is Branin's function; each epoch but
 * waits. What a test wants besides is said by the subject's data:
 * "wait:40" waits 40 ms an epoch, "fail:3" fails trial 3, "crash:3" ends the process in trial 3,
 * "unable" refuses all trials. Several are joined by commas.
 */
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
  { report, signal }: TrialContext,
): Promise<TrialOutcome> {
  const wishes = Object.fromEntries(subject.data.split(",").map((wish) => wish.split(":")));
  if ("unable" in wishes) throw new UserError("Expected data, but found none");
  const value = branin.evaluate(parameters);
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    await wait(Number(wishes.wait ?? 0), signal);
    signal.throwIfAborted();
    if (Number(wishes.crash) === number) Deno.exit(7);
    if (Number(wishes.fail) === number) {
      return { state: "failed", reason: "out of memory", details: {} };
    }
    if (await report(epoch, value + EPOCHS - epoch)) {
      return { state: "pruned", details: { epochs: epoch } };
    }
  }
  return { state: "finished", value, details: { epochs: EPOCHS, worker: Deno.pid } };
}
