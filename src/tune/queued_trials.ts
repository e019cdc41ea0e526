/** Trials in a queue, as its workers take them. */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { TRIALS } from "../jobs/queue.ts";
import { withSentCheckpoints } from "../jobs/queue_jobs.ts";
import { type QueueService, UnwantedError } from "../jobs/serve_queue.ts";
import { runInFolder, trialFolder } from "./trial_folder.ts";
import { type TrialObjective, type TrialOutcome, trialTaskSchema } from "./trial_task.ts";

/** What the queue holds of a trial, whoever sent it. */
const queuedTrialSchema = z.object({ study: z.string(), task: trialTaskSchema });

/**
 * Runs trials by `objective`; `details` are facts kept with each outcome, such as the machine's
 * name. With a `folder` trials are kept there while they run, and in the database, so that another
 * worker goes on after the last epoch that was sent.
 */
export function trialService(
  objective: TrialObjective,
  details: Record<string, string | number> = {},
  folder?: string,
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
    run: async (data, context) => {
      const { task } = checkShape(data, queuedTrialSchema, "a trial of the queue");
      const { id, queue: { store }, signal, log } = context;
      log(`trial ${task.number} begins`);
      const report = async (step: number, value: number) => {
        await context.report(step, value);
        // Whether the trial shall go on is seen with the next heartbeat.
        return false;
      };
      const own = folder === undefined ? undefined : trialFolder(folder, task);
      const run = async () => {
        if (own === undefined) return await objective(task, { signal, report });
        const { outcome } = await withSentCheckpoints(
          ...[context, own] as const,
          (onCheckpoint) => runInFolder(own, objective, task, { signal, report, onCheckpoint }),
        );
        return outcome;
      };
      const outcome = await run().catch(async (error) => {
        // Pruned, or another worker's by now.
        const isUnwanted = signal.reason instanceof UnwantedError;
        if (own && isUnwanted) await Deno.remove(own, { recursive: true }).catch(() => {});
        throw error;
      });
      if (own) await store.dropFiles(id, "checkpoint").catch(() => {});
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
