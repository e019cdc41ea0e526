/**
 * A queue's worker with the cheap objective. Arguments: the queue's address, the lease's seconds,
 * "lacking" for one without the data of studies whose data are called rare, and a folder to keep
 * trials in.
 */
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { UserError } from "../../base/user_error.ts";
import { serveQueue } from "../../jobs/serve_queue.ts";
import { trialService } from "../queued_trials.ts";
import type { TrialObjective } from "../trial_task.ts";
import { cheapObjective } from "./cheap_objective.ts";

const [url, leaseSeconds, kind, folder] = Deno.args;
const objective: TrialObjective = (task, context) => {
  if (kind === "lacking" && task.subject.data.includes("rare")) {
    throw new UserError("Expected data, but found none");
  }
  return cheapObjective(task, context);
};
try {
  await serveQueue({
    url,
    leaseSeconds: Number(leaseSeconds),
    pollSeconds: 0.1,
    patienceSeconds: 2,
    services: [trialService(objective, { process: Deno.pid }, folder)],
    signal: interruptSignal(),
    log: (line) => console.log(line),
  });
} catch (error) {
  console.log(`ended: ${(error as Error).name}`);
}
Deno.exit(0);
