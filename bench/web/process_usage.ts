/** In: a process. Out: its processor time and memory; on Linux alone. */
import { readSystemFile } from "../../src/base/files.ts";

/** What a process has used. */
export interface ProcessUsage {
  /** Processor seconds, of all its threads. */
  cpuS: number;
  /** Resident memory now. */
  residentBytes: number;
}

// The kernel's units for /proc on all of Linux's common architectures.
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The usage of the process `pid`; undefined on other systems than Linux. */
export async function processUsage(pid: number): Promise<ProcessUsage | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  return parseProcessUsage(await readSystemFile(`/proc/${pid}/stat`));
}

/** The same from the text of /proc/PID/stat. */
export function parseProcessUsage(text: string): ProcessUsage {
  // The second field, the program's name in brackets, may itself hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  // proc(5) counts from 1 and the name is field 2: utime is 14, stime 15, rss 24.
  const field = (number: number) => fields[number - 3];
  return {
    cpuS: (field(14) + field(15)) / TICKS_PER_SECOND,
    residentBytes: field(24) * PAGE_BYTES,
  };
}
