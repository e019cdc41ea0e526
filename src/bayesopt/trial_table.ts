/** A CSV table of trials (RFC 4180), one row a trial. */
import { csvLine, numberInCell, parseCsv } from "../base/csv.ts";
import { UserError } from "../base/user_error.ts";
import { isAmong } from "./design_points.ts";
import type { JournalEvent } from "./journal.ts";
import type { Configuration, Dimension, Space } from "./space.ts";
import type { Trial } from "./trial.ts";
import { encodePoint } from "./unit_cube.ts";

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

/**
 * The events that add the rows of `text`, read from `source`, after `trials`; pass it to a study's
 * `add`. Needed are a column for each dimension (`parameter.NAME` or NAME) and `value`; rows with
 * an empty value are added as failed where their state says so, and left out otherwise, as are
 * points that the study has. Throws a UserError that names row and column where one is malformed.
 *
 * @example
 * ```ts
 * await study.add((trials) => importTrials(study.definition.space, trials, text, "old.csv"));
 * ```
 */
export function importTrials(
  space: Space,
  trials: readonly Trial[],
  text: string,
  source: string,
): JournalEvent[] {
  const known = trials.map((trial) => encodePoint(space, trial.parameters));
  const events: JournalEvent[] = [];
  let trial = trials.length;
  for (const [index, row] of readRows(text, source).entries()) {
    const where = `${source} row ${index + 1}`;
    const end = outcome(row, trial, where);
    if (!end) continue;
    const parameters = readParameters(space, row, where);
    const point = encodePoint(space, parameters);
    if (isAmong(point, known)) continue;
    known.push(point);
    events.push({ event: "asked", at: end.at, trial, parameters, origin: "imported" }, end);
    trial++;
  }
  return events;
}

function readRows(text: string, source: string): Record<string, string>[] {
  const { rows: [header = [], ...rows], decimalComma } = parseCsv(text, source);
  // Numbers as JavaScript writes them, whatever the table's decimal sign.
  const plain = (cell: string) => {
    const value = decimalComma ? numberInCell(cell, { decimalComma }) : NaN;
    return Number.isNaN(value) ? cell : String(value);
  };
  return rows.map((cells) =>
    Object.fromEntries(header.map((name, at) => [name, plain(cells[at])]))
  );
}

/** How the row's trial ended; undefined where it has no result. */
function outcome(
  row: Record<string, string>,
  trial: number,
  where: string,
): Extract<JournalEvent, { event: "finished" | "failed" }> | undefined {
  if (row.value === undefined) throw new UserError(`Expected a column value in ${where}`);
  const at = new Date().toISOString();
  const details = {};
  const failed = (reason: string) => ({ event: "failed" as const, at, trial, reason, details });
  if (row.value === "") return row.state === "failed" ? failed(row.reason || "unknown") : undefined;
  const value = Number(row.value);
  if (Number.isFinite(value)) return { event: "finished", at, trial, value, details };
  if (/^[+-]?(nan|inf(inity)?)$/i.test(row.value)) return failed(`the value is ${row.value}`);
  throw new UserError(`Expected value to be a number in ${where}, but found ${row.value}`);
}

function readParameters(space: Space, row: Record<string, string>, where: string): Configuration {
  return Object.fromEntries(space.map((dimension) => {
    const text = row[`parameter.${dimension.name}`] ?? row[dimension.name];
    if (text === undefined) throw new UserError(`Expected a column ${dimension.name} in ${where}`);
    return [dimension.name, readValue(dimension, text, where)];
  }));
}

function readValue(dimension: Dimension, text: string, where: string) {
  if (dimension.kind === "real" || dimension.kind === "integer") {
    const value = text === "" ? NaN : Number(text);
    if (value >= dimension.low && value <= dimension.high) return value;
    const range = `a number from ${dimension.low} to ${dimension.high}`;
    throw new UserError(
      `Expected ${dimension.name} to be ${range} in ${where}, but found "${text}"`,
    );
  }
  const choice = dimension.choices.find((choice) => String(choice) === text);
  if (choice !== undefined) return choice;
  throw new UserError(
    `Expected ${dimension.name} to be one of ${dimension.choices.join(", ")} in ${where}, ` +
      `but found "${text}"`,
  );
}
