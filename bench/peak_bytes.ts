/** In: a process. Out: the most memory that it took so far. */
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
