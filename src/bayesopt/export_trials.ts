/** In: a space and trials. Out: a CSV table of them (RFC 4180), one row a trial. */
import { csvLine } from "../base/csv.ts";
import type { Space } from "./space.ts";
import type { Trial } from "./trial.ts";

/** Columns about the trial itself; the dimensions' names follow them. */
const TRIAL_COLUMNS = [
  "trial",
  "state",
  "origin",
  "value",
  "startedAt",
  "endedAt",
  "reason",
];

/**
 * The trials as CSV with a header. Dimensions are written as `parameter.NAME`, so that none can be
 * taken for a column about the trial. Numbers are written so that they read back the same.
 */
export function exportTrials(space: Space, trials: readonly Trial[]): string {
  const names = space.map((dimension) => dimension.name);
  const header = [...TRIAL_COLUMNS, ...names.map((name) => `parameter.${name}`)];
  const rows = trials.map((trial) => [
    trial.number,
    trial.state,
    trial.origin,
    trial.value ?? "",
    trial.startedAt ?? "",
    trial.endedAt ?? "",
    trial.reason ?? "",
    ...names.map((name) => trial.parameters[name]),
  ]);
  return [header, ...rows].map((row) => csvLine(row) + "\r\n").join("");
}
