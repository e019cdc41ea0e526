/** Trials in a queue, as its workers take them. */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { TRIALS } from "../jobs/queue.ts";
import type { QueueService } from "../jobs/serve_queue.ts";
import { type TrialObjective, type TrialOutcome, trialTaskSchema } from "./trial_task.ts";

/** What the queue holds of a trial, whoever sent it. */
const queuedTrialSchema = z.object({ study: z.string(), task: trialTaskSchema });

/**
 * Runs trials by `objective`; `details` are facts kept with each outcome, such as the machine's
 * name.
 */
export function trialService(
  objective: TrialObjective,
  details: Record<string, string | number> = {},
): QueueService {
  return {
    queue: TRIALS,
    tellsEpochs: true,
    groupTitle: "A study",
    groupOf: (data) => {
      const found = z.looseObject({ study: z.string() }).safeParse(data);
      return found.success ? found.data.study : undefined;
    },
    subjectOf: (study) => study,
    run: async (data, { signal, report, log }) => {
      const { task } = checkShape(data, queuedTrialSchema, "a trial of the queue");
      log(`trial ${task.number} begins`);
      const outcome = await objective(task, {
        signal,
        report: async (step, value) => {
          await report(step, value);
          // Whether the trial shall go on is seen with the next heartbeat.
          return false;
        },
      });
      return {
        output: { ...outcome, details: { ...outcome.details, ...details } },
        text: `trial ${task.number} ${describe(outcome)}`,
      };
    },
  };
}

function describe(outcome: TrialOutcome): string {
  if (outcome.state === "finished") return `finished with ${outcome.value.toFixed(4)}`;
  return outcome.state === "failed" ? `failed: ${outcome.reason}` : "was pruned";
}
