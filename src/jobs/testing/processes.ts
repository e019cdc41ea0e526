/** Tests only. Processes of test programs, and what they say. */
import { fileURLToPath } from "node:url";
import { textLines } from "../../base/text.ts";

/** Starts the program of this name below this folder. */
export function startTestProcess(name: string, words: string[]) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, ...words],
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
