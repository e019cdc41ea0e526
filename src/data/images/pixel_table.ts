/**
 * FER2013 as its competition published it: one CSV file (fer2013.csv or icml_face_data.csv) with
 * the columns emotion (0 to 6), pixels (2304 numbers, 48 rows of 48) and Usage, in any order.
 */
import { sha256 } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";

/** Rows and columns of a picture. */
export const tableImageSize = 48;

/** One picture of the table, without its pixels. */
interface PixelRow {
  /** Counted from 0, as other tables about FER2013 count. */
  row: number;
  /** The class's number. */
  emotion: number;
  /** "Training", "PublicTest" or "PrivateTest". */
  usage: string;
  /** SHA-256 of the pixels' text. */
  sha256: string;
}

/** The id of a clip that is the row `row`, from 0, of a table: "row-00042". */
export function tableRowId(row: number): string {
  return `row-${String(row).padStart(5, "0")}`;
}

/** The row, from 0, that {@link tableRowId} named `id`. */
export function tableRowOf(id: string): number {
  return Number(id.replace(/^row-/, ""));
}

const CHUNK_BYTES = 2 ** 20;
const COLUMNS = ["emotion", "pixels", "usage"] as const;
const [COMMA, NEWLINE, QUOTE, SPACE, ZERO, NINE] = [...',\n" 09'].map((one) => one.charCodeAt(0));

/** All rows of the table at `path`. Throws UserError where a column or a class is missing. */
export function readPixelRows(path: string): PixelRow[] {
  const rows: PixelRow[] = [];
  for (const { row, emotion, pixels, usage } of tableLines(path)) {
    const number = Number(text(emotion));
    if (!/^\d+$/.test(text(emotion))) throw badLine(path, row, "a number in emotion", emotion);
    rows.push({ row, emotion: number, usage: text(usage), sha256: sha256(pixels) });
  }
  return rows;
}

/**
 * The pixels of the `rows` (numbers from 0) of the table at `path`, each [48, 48], 0 to 255.
 * Throws UserError where a row is missing or is not 2304 such numbers.
 */
export function readTablePixels(path: string, rows: readonly number[]): Map<number, Uint8Array> {
  const wanted = new Set(rows);
  const found = new Map<number, Uint8Array>();
  for (const { row, pixels } of tableLines(path)) {
    if (wanted.has(row)) found.set(row, parsePixels(pixels, path, row));
  }
  const missing = rows.find((row) => !found.has(row));
  if (missing === undefined) return found;
  throw new UserError(`Expected ${path} to have row ${missing}, but it ends before`);
}

interface TableLine {
  row: number;
  emotion: Uint8Array;
  pixels: Uint8Array;
  usage: Uint8Array;
}

function* tableLines(path: string): Generator<TableLine> {
  let columns: Record<typeof COLUMNS[number], number> | undefined;
  let row = 0;
  for (const line of byteLines(path)) {
    const cells = splitCells(line);
    if (!columns) columns = columnsOf(cells, path);
    else if (cells.length === 3) {
      const { emotion, pixels, usage } = columns;
      yield { row: row++, emotion: cells[emotion], pixels: cells[pixels], usage: cells[usage] };
    } else if (line.length > 1) throw badLine(path, row, "three cells", line.subarray(0, 40));
  }
  if (!row) throw new UserError(`Expected ${path} to have rows of pixels, but it has none`);
}

function columnsOf(cells: Uint8Array[], path: string) {
  const names = cells.map((cell) => text(cell).toLowerCase());
  if (names.length === 3 && COLUMNS.every((name) => names.includes(name))) {
    const [emotion, pixels, usage] = COLUMNS.map((name) => names.indexOf(name));
    return { emotion, pixels, usage };
  }
  throw new UserError(
    `Expected ${path} to have the columns ${COLUMNS.join(", ")}, but found ${
      names.slice(0, 5).join(", ")
    }`,
  );
}

function* byteLines(path: string): Generator<Uint8Array> {
  using file = Deno.openSync(path);
  let rest = new Uint8Array(0);
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let count; (count = file.readSync(chunk)) !== null;) {
    const bytes = new Uint8Array(rest.length + count);
    bytes.set(rest);
    bytes.set(chunk.subarray(0, count), rest.length);
    let start = 0;
    for (let end; (end = bytes.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      yield bytes.subarray(start, end);
    }
    rest = bytes.slice(start);
  }
  if (rest.length) yield rest;
}

function splitCells(line: Uint8Array): Uint8Array[] {
  const cells: Uint8Array[] = [];
  for (let start = 0; start <= line.length;) {
    const comma = line.indexOf(COMMA, start);
    const end = comma < 0 ? line.length : comma;
    cells.push(trimmed(line.subarray(start, end)));
    start = end + 1;
  }
  return cells;
}

/** Without blanks, quotes, a carriage return and the mark of byte order. */
function trimmed(cell: Uint8Array): Uint8Array {
  const isEdge = (byte: number) => byte <= SPACE || byte === QUOTE || byte >= 0x80;
  let [start, end] = [0, cell.length];
  while (start < end && isEdge(cell[start])) start++;
  while (end > start && isEdge(cell[end - 1])) end--;
  return cell.subarray(start, end);
}

function parsePixels(cell: Uint8Array, path: string, row: number): Uint8Array {
  const pixels = new Uint8Array(tableImageSize ** 2);
  let count = 0;
  for (let at = 0; at < cell.length; at++) {
    let value = 0;
    const start = at;
    for (; at < cell.length && cell[at] !== SPACE; at++) {
      if (cell[at] < ZERO || cell[at] > NINE) throw badLine(path, row, "numbers as pixels", cell);
      value = 10 * value + cell[at] - ZERO;
    }
    if (at === start) continue;
    if (value > 255) throw badLine(path, row, "pixels of 0 to 255", cell.subarray(start, at));
    if (count < pixels.length) pixels[count] = value;
    count++;
  }
  if (count === pixels.length) return pixels;
  throw new UserError(
    `Expected line ${row + 2} of ${path} to have ${pixels.length} pixels, but found ${count}`,
  );
}

function badLine(path: string, row: number, expected: string, found: Uint8Array): UserError {
  // Line 1 is the header.
  return new UserError(
    `Expected line ${row + 2} of ${path} to have ${expected}, but found "${
      text(found.subarray(0, 40))
    }"`,
  );
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
