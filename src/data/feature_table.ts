import { type CsvTable, numberInCell, parseCsv } from "../base/csv.ts";
import { readText } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";

/** Precomputed features of clips whose audio need not be there. */
interface FeatureTable {
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
interface FeatureColumns {
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
  const { rows: [header, ...rows], decimalComma } = await readTable(path);
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
      values[row * featuresAt.length + feature] = numberAt(
        numberInCell(cells[at], { decimalComma }),
        { cell: cells[at], path, row, column: header[at] },
      );
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

/** The cells of a CSV file; see {@link parseCsv}. Throws UserError. */
async function readTable(path: string): Promise<CsvTable> {
  return parseCsv(await readText(path, "a CSV table"), path);
}

/** The rows of a CSV file, header first, cells without blanks around them. Throws UserError. */
export async function readCsv(path: string): Promise<string[][]> {
  return (await readTable(path)).rows;
}

function numberAt(
  value: number,
  { cell, path, row, column }: { cell: string; path: string; row: number; column: string },
): number {
  if (Number.isFinite(value)) return value;
  // Line 1 is the header.
  throw new UserError(
    `Expected line ${row + 2} of ${path} to have a number in ${column}, but found "${cell}"`,
  );
}
