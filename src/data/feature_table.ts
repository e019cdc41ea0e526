/** In: a CSV table of precomputed features, one clip a row. Out: labels, names and values. */
import { parse } from "csv-parse/sync";
import { unreadableFile } from "../base/unreadable_file.ts";
import { refuseSpecialFile } from "../base/special_file.ts";
import { UserError } from "../base/user_error.ts";

/** Precomputed features of clips whose audio need not be there. */
export interface FeatureTable {
  /** "row-0001" and so on, in the table's order; the ids of the corpus's clips. */
  ids: string[];
  /** Class of each row, in lower case. */
  labels: string[];
  /** Names of the features. */
  columns: string[];
  /** [row, feature], row-major. */
  values: Float32Array;
  /** The cells of each row as text, which is what is hashed. */
  rowTexts: string[];
}

/** Which columns of a table are not features. */
export interface FeatureColumns {
  /** The column with the class; blanks around column names are ignored. */
  label: string;
  /** Columns to leave out, such as a numbered copy of the class. */
  ignored: string[];
}

/** ANAD's own table: the class as text in "Emotion " and as a number in "Type". */
const anadColumns: FeatureColumns = { label: "Emotion", ignored: ["Type", "name"] };

/**
 * Reads the table at `path`. Throws UserError where the label column or a row is missing, or where
 * a value is no number.
 *
 * @example
 * ```ts
 * const corpus = await requireCorpus("anad");
 * const table = await readFeatureTable(corpus.clips[0].path);
 * ```
 */
export async function readFeatureTable(
  path: string,
  { label, ignored }: FeatureColumns = anadColumns,
): Promise<FeatureTable> {
  const [header, ...rows] = await readCsv(path);
  const labelAt = header?.indexOf(label) ?? -1;
  if (labelAt < 0) {
    throw new UserError(`Expected ${path} to have the column ${label}, but it does not`);
  }
  if (!rows.length) throw new UserError(`Expected ${path} to have rows, but it has none`);
  const featuresAt = header.map((_, at) => at)
    .filter((at) => at !== labelAt && !ignored.includes(header[at]));
  const values = new Float32Array(rows.length * featuresAt.length);
  for (const [row, cells] of rows.entries()) {
    for (const [feature, at] of featuresAt.entries()) {
      values[row * featuresAt.length + feature] = numberAt(cells[at], path, row, header[at]);
    }
  }
  return {
    ids: rows.map((_, row) => `row-${String(row + 1).padStart(4, "0")}`),
    labels: rows.map((cells) => cells[labelAt].toLowerCase()),
    columns: featuresAt.map((at) => header[at]),
    values,
    rowTexts: rows.map((cells) => cells.join(",")),
  };
}

/** The rows of a CSV file, header first, cells without blanks around them. Throws UserError. */
export async function readCsv(path: string): Promise<string[][]> {
  await refuseSpecialFile(path, "a table");
  const text = await Deno.readTextFile(path).catch((error) => {
    throw unreadableFile(path, error, "a CSV table");
  });
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new UserError(`Could not read the table ${path}: ${(error as Error).message}`);
  }
}

function numberAt(cell: string, path: string, row: number, column: string): number {
  const value = Number(cell);
  if (cell !== "" && Number.isFinite(value)) return value;
  // Line 1 is the header.
  throw new UserError(
    `Expected line ${row + 2} of ${path} to have a number in ${column}, but found "${cell}"`,
  );
}
