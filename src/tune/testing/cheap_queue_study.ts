/**
 * Tests only. A study of the cheap objective, run through a queue. Arguments: the queue's address,
 * the lease's seconds, the study's folder, how many trials.
 */
import { queueExecutor } from "../queue_executor.ts";
import { runStudy } from "../run_study.ts";
import { madeSubject } from "./made_subject.ts";
import { openCheapStudy } from "./open_cheap_study.ts";

const [url, leaseSeconds, folder, trials] = Deno.args;
const study = await openCheapStudy(folder, Number(trials), {}, { maxAttempts: Infinity });
const executor = await queueExecutor({
  ...{ url, study: "cheap", slots: 3, leaseSeconds: Number(leaseSeconds), pollSeconds: 0.1 },
});
await runStudy({ study, executor, subject: { ...madeSubject, data: "wait:150" } });
await study.close();
Deno.exit(0);
