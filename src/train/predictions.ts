import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { csvLine } from "../base/csv.ts";
import { readRegularText } from "../base/files.ts";
import { argMax } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import { type Knowledge, knowledgeKinds, type MetricsLine } from "../metrics/knowledge.ts";
import type { Examples } from "./examples.ts";
import { checkRunFiles, isListed } from "./manifest.ts";

/** What a run says of its test set, clip by clip. */
export interface Predictions {
  /** Clips' ids. */
  ids: string[];
  /** Names in the order of the network's outputs. */
  classes: string[];
  /** The number of each clip's actual class. */
  labels: number[];
  /** [clip, class], row-major. */
  probabilities: Float64Array;
}

const NAMES = ["clip", "actual", "predicted"];

/**
 * Reads the predictions of the run in `folder`: those of its headline figure, or those in another
 * file of its lines (see {@link lineWith}). Throws UserError where it is missing or malformed,
 * naming the line.
 */
export async function readPredictions(
  folder: string,
  file = "predictions.csv",
): Promise<Predictions> {
  const path = join(folder, file);
  let text: string;
  try {
    if (isListed(file)) await checkRunFiles(folder, [file]);
    text = await readRegularText(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      `Expected predictions at ${path}, but there are none; is the run finished?`,
    );
  }
  return parsePredictions(text, path);
}

/**
 * Of a run's lines the one that uses most of what is known of a speaker; undefined where even the
 * least takes more. A network that has no use for unlabelled clips is as good with them at hand.
 */
export function lineWith(
  lines: readonly MetricsLine[],
  knowledge: Knowledge,
): MetricsLine | undefined {
  const rank = (known: Knowledge) => knowledgeKinds.indexOf(known);
  return lines.filter((line) => rank(line.knowledge) <= rank(knowledge))
    .sort((a, b) => rank(b.knowledge) - rank(a.knowledge))[0];
}

/**
 * The predictions of several test sets as of one, such as those of a protocol's folds.
 * Throws UserError where their classes differ.
 */
export function togetherPredicted(parts: readonly Predictions[]): Predictions {
  const [{ classes }] = parts;
  const other = parts.find((part) => part.classes.join("\n") !== classes.join("\n"));
  if (other) {
    throw new UserError(
      `Expected predictions of the same classes, but found ${classes.join(", ")} and ` +
        other.classes.join(", "),
    );
  }
  return {
    ids: parts.flatMap(({ ids }) => ids),
    classes,
    labels: parts.flatMap(({ labels }) => labels),
    probabilities: Float64Array.from(parts.flatMap(({ probabilities }) => [...probabilities])),
  };
}

/** Parses the text of a predictions.csv, read from `source`; see {@link readPredictions}. */
export function parsePredictions(text: string, source: string): Predictions {
  const [header = [], ...rows] = csvRows(text, source);
  const classes = header.slice(NAMES.length);
  if (NAMES.some((name, column) => header[column] !== name) || classes.length < 2) {
    throw new UserError(
      `Expected the columns of ${source} to be ${NAMES.join(", ")} and at least two classes, ` +
        `but found ${header.join(", ") || "none"}`,
    );
  }
  if (rows.length === 0) throw new UserError(`Expected ${source} to hold a clip, but it has none`);
  const probabilities = new Float64Array(rows.length * classes.length);
  const labels = rows.map((row, index) => {
    const label = classes.indexOf(row[1]);
    const values = row.slice(NAMES.length).map((cell) => cell.trim() === "" ? NaN : Number(cell));
    if (label < 0 || values.some((value) => !(value >= 0 && value <= 1 + 1e-5))) {
      throw new UserError(
        `Expected row ${index + 2} of ${source} to name one of ${classes.join(", ")} and to give ` +
          `each a probability, but found ${row.join(",")}`,
      );
    }
    probabilities.set(values, index * classes.length);
    return label;
  });
  return { ids: rows.map(([id]) => id), classes, labels, probabilities };
}

function csvRows(text: string, source: string): string[][] {
  try {
    return parse(text, { bom: true }) as string[][];
  } catch (error) {
    throw new UserError(`Expected ${source} to be a CSV table, but ${(error as Error).message}`);
  }
}

/** The text of predictions.csv: clip, actual, predicted, then one column a class. */
export function predictionsCsv(
  { ids, labels }: Pick<Examples, "ids" | "labels">,
  probabilities: Float32Array | Float64Array,
  classes: readonly string[],
): string {
  const lines = [csvLine(["clip", "actual", "predicted", ...classes])];
  for (const [row, id] of ids.entries()) {
    const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
    const predicted = argMax(own);
    lines.push(csvLine([id, classes[labels[row]], classes[predicted], ...own]));
  }
  return lines.join("\n") + "\n";
}
