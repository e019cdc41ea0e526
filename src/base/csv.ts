import { parse } from "csv-parse/sync";
import { UserError } from "./user_error.ts";

/** A table's cells as text. */
export interface CsvTable {
  /** The header first; all rows are equally long, cells without blanks around them. */
  rows: string[][];
  /** Whether numbers have a decimal comma: so where semicolons stand between cells. */
  decimalComma: boolean;
}

const DELIMITERS = [",", ";", "\t"];

/**
 * Parses `text`, which `source` names in errors. Commas, semicolons or tabs stand between cells,
 * whichever its first line has most of. Quotes inside a cell that does not begin with one stand for
 * themselves, as Python's csv has it; empty lines are left out. Throws UserError where a row is
 * longer or shorter than the header, which would move cells to other columns.
 */
export function parseCsv(text: string, source: string): CsvTable {
  const delimiter = delimiterOf(text);
  let rows: string[][];
  try {
    rows = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_quotes: true,
      delimiter,
      relax_column_count: true,
    });
  } catch (error) {
    throw new UserError(`Could not read the table ${source}: ${(error as Error).message}`);
  }
  const odd = rows.findIndex((cells) => cells.length !== rows[0].length);
  if (odd < 0) return { rows, decimalComma: delimiter === ";" };
  throw new UserError(
    `Could not read the table ${source}: its header has ${rows[0].length} cells, but row ` +
      `${odd + 1} has ${rows[odd].length}: ${rows[odd].join(delimiter).slice(0, 80)}`,
  );
}

function delimiterOf(text: string): string {
  const header = (/^[^\r\n]*/.exec(text.trimStart())?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce((most, one) => count(one) > count(most) ? one : most);
}

/** The number in a cell; NaN where there is none. */
export function numberInCell(cell: string, { decimalComma }: Pick<CsvTable, "decimalComma">) {
  if (cell === "" || (decimalComma && /,.*[.,]|\..*,/.test(cell))) return NaN;
  return Number(decimalComma ? cell.replace(",", ".") : cell);
}

// One line of a CSV table (RFC 4180), without its end.

/**
 * The values separated by commas, quoted where needed; numbers so that they read back the same.
 *
 * @example
 * ```ts
 * csvLine(["a, b", 0.1, true]); // '"a, b",0.1,true'
 * ```
 */
export function csvLine(values: readonly (string | number | boolean)[]): string {
  return values.map((value) => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(",");
}
