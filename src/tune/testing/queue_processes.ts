/** Tests only. Processes that meet in a queue: workers with the cheap objective, and a study. */
import { fileURLToPath } from "node:url";
import { textLines } from "../../base/text.ts";

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

/** A process and what it has said. */
function start(name: string, words: string[]) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...words],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines: string[] = [];
  const listening = (async () => {
    for await (const line of textLines(child.stdout)) lines.push(line);
  })();
  const ended = Promise.all([child.status, listening]);
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended by itself.
    }
  };
  const end = async (signal: Deno.Signal) => {
    kill(signal);
    await ended;
  };
  return { pid: child.pid, lines, end, kill, ended };
}
