import { resourceUsage } from "node:process";
import { readSystemFile } from "../src/base/files.ts";

/**
 * The peak of resident memory of the process `pid`, children not counted; on other systems than
 * Linux of this process alone. Throws where the process is gone.
 */
export async function peakBytes(pid = Deno.pid): Promise<number> {
  // What getrusage says is on Linux that of the parent, where the parent was larger.
  if (Deno.build.os !== "linux") return resourceUsage().maxRSS * 1024;
  const status = await readSystemFile(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** The kernel keeps the peak; it is read so often while the process is there. */
const POLL_MS = 250;

/**
 * Runs Deno with `args` and gives its peak of resident memory in MiB, children not counted.
 * On Linux alone. Throws an Error with the last line of standard error where the command fails.
 */
export async function peakMemoryMiB(
  args: readonly string[],
  signal?: AbortSignal,
): Promise<number> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal,
  }).spawn();
  let peakMiB = 0;
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      // Gone between two looks: what was read last stands.
      const bytes = await peakBytes(process.pid).catch(() => 0);
      peakMiB = Math.max(peakMiB, bytes / 2 ** 20);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();
  const { success, code, stderr } = await process.output();
  ended = true;
  await watching;
  signal?.throwIfAborted();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
    throw new Error(`${args.join(" ")} ended with ${code}: ${said}`);
  }
  return peakMiB;
}
