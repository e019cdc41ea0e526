/** The tables of `--plan` and `--status`. */
import { formatDuration } from "../base/progress.ts";
import { counted } from "../base/terminal.ts";
import { textTable } from "../base/text.ts";
import type { JobStatus } from "./job_states.ts";

/** Every run with its estimated time, and how long all take where so many are made at once. */
export function planText(states: readonly JobStatus[], slots: number): string {
  const left = states.filter(({ state }) => state !== "finished");
  const known = left.flatMap(({ seconds }) => seconds ?? []);
  const rows = states.map(({ name, state, pretrained, epochs, seconds }) => [
    name,
    state === "finished" ? "finished" : pretrained ? "to make, by train --weights" : "to make",
    String(epochs),
    seconds === undefined ? "unknown" : formatDuration(seconds),
  ]);
  const sum = known.reduce((total, value) => total + value, 0) / slots;
  const unknown = left.length - known.length;
  const time = known.length === 0
    ? "how long that takes is not known before a first run"
    : `about ${formatDuration(sum)}, as earlier runs tell` +
      (unknown ? `; ${unknown} more are like none of them` : "");
  return [
    textTable(["run", "state", "epochs at most", "time"], rows, ["left", "left", "right", "right"]),
    "",
    left.length
      ? `${left.length} of ${counted(states.length, "run")} ${
        left.length === 1 ? "is" : "are"
      } to be made, ${slots} at once: ${time}`
      : `Nothing is to be made: ${counted(states.length, "run")}, all finished`,
  ].join("\n");
}

/** Who makes which run since when, and until when. */
export function statusText(states: readonly JobStatus[], nowMs = Date.now()): string {
  const rows = states.filter(({ state }) => state !== "finished").map((one) => {
    const { name, state, worker, since, epoch, epochs, reason } = one;
    const passed = since === undefined ? undefined : (nowMs - since) / 1000;
    const etaS = etaOf(one, passed);
    return [
      name,
      state === "asked" ? "not begun" : state,
      worker ?? "-",
      passed === undefined ? "-" : formatDuration(passed),
      state === "running" ? `${epoch} of ${epochs}` : "-",
      etaS === undefined ? reason ?? "-" : formatDuration(etaS),
    ];
  });
  const count = (wanted: JobStatus["state"]) =>
    states.filter(({ state }) => state === wanted).length;
  const counts = (["finished", "running", "waiting", "failed", "asked"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state === "asked" ? "not begun" : state}`);
  return [
    ...rows.length
      ? [textTable(["run", "state", "worker", "for", "epoch", "ETA or reason"], rows), ""]
      : [],
    `${counted(states.length, "run")}: ${counts.join(", ")}`,
  ].join("\n");
}

/** By what the run has done so far, else by runs like it. */
function etaOf({ state, epoch, epochs, seconds }: JobStatus, passed: number | undefined) {
  if (state !== "running" || passed === undefined) return undefined;
  if (epoch > 0) return passed / epoch * (epochs - epoch);
  return seconds === undefined ? undefined : Math.max(0, seconds - passed);
}
