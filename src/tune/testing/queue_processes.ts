/** Tests only. Processes that meet in a queue: workers with the cheap objective, and a study. */
import { startTestProcess } from "../../base/testing/processes.ts";

/** The shortest lease there is. */
export const LEASE_SECONDS = 10;

/** A queue's worker; `kind` and `folder` as cheap_queue_worker.ts has them. */
export function startQueueWorker(url: string, kind = "", folder?: string) {
  return start("cheap_queue_worker.ts", [
    ...[url, String(LEASE_SECONDS), kind],
    ...folder === undefined ? [] : [folder],
  ]);
}

/** A study of the cheap objective in `folder`, run through the queue to `trials` trials. */
export function startQueueStudy(url: string, folder: string, trials: number) {
  return start("cheap_queue_study.ts", [url, String(LEASE_SECONDS), folder, String(trials)]);
}

const start = (name: string, words: string[]) =>
  startTestProcess(new URL(name, import.meta.url), words);
