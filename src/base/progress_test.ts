import assert from "node:assert/strict";
import { formatDuration, startProgress } from "./progress.ts";

Deno.test("formatDuration reads well at each size", () => {
  assert.equal(formatDuration(41.6), "42 s");
  assert.equal(formatDuration(185), "3 min 5 s");
  assert.equal(formatDuration(7815), "2 h 10 min");
});

Deno.test("without a terminal progress prints plain lines, the last one always", () => {
  const lines: string[] = [];
  const original = console.error;
  console.error = (line: string) => lines.push(line);
  try {
    const progress = startProgress({ title: "work", total: 3, plainIntervalS: 1000 });
    progress.update(1);
    progress.update(3, "loss 0.1");
    progress.log("kept");
    progress.stop();
  } finally {
    console.error = original;
  }
  if (Deno.stderr.isTerminal()) return;
  assert.deepEqual(lines, ["work 3/3 ETA 0 s loss 0.1", "kept"]);
});

Deno.test("what was done before does not count for the ETA", async () => {
  const lines: string[] = [];
  const original = console.error;
  console.error = (line: string) => lines.push(line);
  try {
    const progress = startProgress({ title: "work", total: 1000, begun: 900, plainIntervalS: 0 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    progress.update(901);
    progress.stop();
  } finally {
    console.error = original;
  }
  if (Deno.stderr.isTerminal()) return;
  // 99 more at 0.1 s or somewhat above each, not 0.1 s for 901.
  const [, minutes, seconds] = /ETA (?:(\d+) min )?(\d+) s/.exec(lines[0])!;
  assert.ok(Number(minutes ?? 0) * 60 + Number(seconds) >= 9, lines[0]);
});

Deno.test("quiet progress prints nothing", () => {
  const progress = startProgress({ title: "work", total: 1, quiet: true });
  progress.update(1);
  progress.log("nothing");
  progress.stop();
});
