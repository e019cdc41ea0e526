/** Tests only. Processes of test programs, and what they say. */
import { textLines } from "../text.ts";

/** Starts `program`, which gets `words`. */
export function startTestProcess(program: URL, words: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", program.href, ...words],
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
