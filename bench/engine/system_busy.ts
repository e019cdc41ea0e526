/** Out: how long this machine's processors have been busy, to tell what others took of them. */
import { readSystemFile } from "../../src/base/files.ts";

// Fields of /proc/stat's first line: user nice system idle iowait irq softirq steal guest ….
const IDLE_FIELDS = new Set([3, 4]);
const COUNTED_FIELDS = 8;
// The kernel's unit for /proc/stat, the same on all of Linux's common architectures.
const TICKS_PER_SECOND = 100;

/**
 * Processor seconds that were not idle since the machine started, of all processors together,
 * what a hypervisor withheld included; undefined on other systems than Linux.
 */
export async function systemBusyS(): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  return parseBusyS(await readSystemFile("/proc/stat"));
}

/** The same from the text of /proc/stat. */
export function parseBusyS(text: string): number {
  const fields = text.slice(0, text.indexOf("\n")).trim().split(/\s+/).slice(1).map(Number);
  const ticks = fields
    .slice(0, COUNTED_FIELDS)
    .reduce((sum, value, field) => IDLE_FIELDS.has(field) ? sum : sum + value, 0);
  return ticks / TICKS_PER_SECOND;
}
