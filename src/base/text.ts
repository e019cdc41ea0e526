import { outputColumns, wrapText } from "./terminal.ts";

/** How a column is aligned; text to the left, numbers to the right. */
export type Alignment = "left" | "right";

/** How a table is brought to the width there is. */
export interface TableFit {
  /** Columns of text there are; those of standard output by default, 80 where it is no terminal. */
  columns?: number;
  /** Titles of columns that may be left out, the first first. */
  drop?: readonly string[];
  /** How the rest is seen, for the line that says what was left out, such as "--csv has all". */
  allBy?: string;
}

const GAP = "  ";

/**
 * An aligned plain-text table, one line a row, columns two spaces apart. One that is too wide has
 * words that are the same in all rows above it, and cells of two lines, broken at spaces. Where that is not
 * enough, columns are left out as `fit.drop` says, which a line below it names; then cells have more
 * lines; and where words are too long for that, each row is a block of lines.
 *
 * @example
 * ```ts
 * textTable(["corpus", "accuracy"], [["turev", "0.89"]], ["left", "right"]);
 * ```
 */
export function textTable(
  header: string[],
  rows: string[][],
  alignment: Alignment[] = [],
  { columns = outputColumns(), drop = [], allBy = "COLUMNS=200 shows them" }: TableFit = {},
): string {
  let table = header.map((title, at) => ({
    title,
    cells: rows.map((row) => row[at]),
    alignment: alignment[at] ?? "left" as Alignment,
  }));
  const width = sumOf(table.map(columnWidth)) + GAP.length * (table.length - 1);
  const above: string[] = [];
  const dropped: string[] = [];
  if (width > columns && rows.length > 1) {
    const [first, ...others] = table;
    const isSame = ({ cells, title, alignment }: TableColumn) =>
      alignment === "left" && title !== "" && cells.every((cell) => cell === cells[0]);
    const same = others.filter(isSame);
    // Right after the first column there must be something left to compare.
    if (same.length && same.length < others.length) {
      above.push(
        `In all rows: ${same.map(({ title, cells }) => `${title} ${cells[0]}`).join("; ")}`,
      );
      table = [first, ...others.filter((column) => !isSame(column))];
    }
  }
  const droppable = [...drop];
  let lines = fittingLines(table, columns, MOST_LINES);
  while (lines === undefined && droppable.length) {
    const title = droppable.shift()!;
    const left = table.filter((column) => column.title !== title);
    if (left.length === table.length) continue;
    dropped.push(title);
    table = left;
    lines = fittingLines(table, columns, MOST_LINES);
  }
  lines ??= fittingLines(table, columns, Infinity) ?? rowBlocks(table, columns);
  const below = dropped.length ? [`Not shown: ${dropped.join(", ")} (${allBy}).`] : [];
  return [
    ...above.map((line) => wrapText(line, columns, 2)),
    ...lines,
    ...below.map((line) => wrapText(line, columns, 2)),
  ].join("\n");
}

/** A row of more lines than these is worse to read than one with fewer columns. */
const MOST_LINES = 2;

/** The table in `columns`, with no row of more lines than `most`; undefined where it cannot be. */
function fittingLines(table: TableColumn[], columns: number, most: number): string[] | undefined {
  const widths = table.map(columnWidth);
  if (sumOf(widths) + GAP.length * (table.length - 1) <= columns) return tableLines(table, widths);
  const broken = brokenWidths(table, columns);
  const isLong = (text: string, at: number) =>
    wrapText(text, broken![at]).split("\n").length > most;
  if (!broken || table.some(({ cells }, at) => cells.some((cell) => isLong(cell, at)))) {
    return undefined;
  }
  return tableLines(table, broken);
}

interface TableColumn {
  title: string;
  cells: string[];
  alignment: Alignment;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function columnWidth({ title, cells }: TableColumn): number {
  return cells.reduce((most, cell) => Math.max(most, cell.length), title.length);
}

/** Header, rule and rows; a cell of several lines makes several of its row. */
function tableLines(table: TableColumn[], widths: number[]): string[] {
  const line = (cells: string[]) =>
    cells
      .map((cell, at) =>
        table[at].alignment === "right" ? cell.padStart(widths[at]) : cell.padEnd(widths[at])
      )
      .join(GAP)
      .trimEnd();
  const row = (cells: string[]): string[] => {
    const broken = cells.map((cell, at) =>
      cell.length > widths[at] ? wrapText(cell, widths[at]).split("\n") : [cell]
    );
    const height = broken.reduce((most, { length }) => Math.max(most, length), 1);
    return Array.from(
      { length: height },
      (_, at) => line(broken.map((lines) => lines[at] ?? "")),
    );
  };
  const count = table[0]?.cells.length ?? 0;
  return [
    ...row(table.map(({ title }) => title)),
    line(widths.map((width) => "─".repeat(width))),
    ...Array.from({ length: count }, (_, at) => row(table.map(({ cells }) => cells[at]))).flat(),
  ];
}

/** Widths for cells broken at spaces; undefined where the longest words are too wide. */
function brokenWidths(table: TableColumn[], columns: number): number[] | undefined {
  const longestWord = (text: string) =>
    text.split(" ").reduce((most, { length }) => Math.max(most, length), 0);
  const most = table.map(columnWidth);
  // Numbers with their intervals stay on one line where they are short.
  const widths = table.map((column) =>
    [column.title, ...column.cells].reduce(
      (least, text) => Math.max(least, text.length <= 12 ? text.length : longestWord(text)),
      0,
    )
  );
  const least = table.map(({ title, cells }) =>
    [title, ...cells].reduce((wide, text) => Math.max(wide, longestWord(text)), 0)
  );
  const room = columns - GAP.length * (table.length - 1);
  if (sumOf(least) > room) return undefined;
  const fitted = sumOf(widths) <= room ? widths : least;
  const lines = (widths: number[]) => tableLines(table, widths).length;
  const ways = [true, false].map((fewestFirst) => withRoom(fitted, most, room, fewestFirst));
  return ways.toSorted((one, other) => lines(one) - lines(other))[0];
}

/**
 * `widths` with what is left of `room`: with `fewestFirst` those columns that lack the least get all
 * that they lack, and what is left then goes to the others, a character at a time to the one that
 * lacks the most.
 */
function withRoom(
  widths: readonly number[],
  most: readonly number[],
  room: number,
  fewestFirst: boolean,
): number[] {
  const given = [...widths];
  let left = room - sumOf(given);
  const lack = (at: number) => most[at] - given[at];
  const order = [...given.keys()].toSorted((a, b) => lack(a) - lack(b));
  for (const at of fewestFirst ? order : []) {
    if (lack(at) > left) break;
    left -= lack(at);
    given[at] = most[at];
  }
  for (; left > 0; left--) {
    const at = order.reduce((best, one) => lack(one) > lack(best) ? one : best);
    if (lack(at) <= 0) break;
    given[at]++;
  }
  return given;
}

/** A block of lines for each row: the first cell, then what the others are. */
function rowBlocks([first, ...others]: TableColumn[], columns: number): string[] {
  const longest = others.reduce((most, { title }) => Math.max(most, title.length), 0);
  const width = Math.min(longest, Math.floor(columns / 3));
  return first.cells.flatMap((cell, row) =>
    [
      ...row ? [""] : [],
      wrapText(`${first.title} ${cell}`.trimStart(), columns, 2),
      ...others.map(({ title, cells }) =>
        wrapText(`  ${title.padEnd(width)}${GAP}${cells[row]}`, columns, 4)
      ),
    ].flatMap((text) => text.split("\n"))
  );
}

/** The same table in GitHub's Markdown. */
export function markdownTable(
  header: string[],
  rows: string[][],
  alignment: Alignment[] = [],
): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = header.map((_, column) => (alignment[column] === "right" ? "--:" : "---"));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}

// Lines of a stream of UTF-8 bytes.

/** The lines of `bytes` without their ends; a last line without an end is left out, as torn. */
export async function* textLines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Replaces the five characters that mean something in HTML.
 *
 * @example
 * ```ts
 * escapeHtml("a < b"); // "a &lt; b"
 * ```
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * Control characters but line breaks and tabs (C0, DEL, C1), carriage returns that end no line, and
 * the marks that reorder what follows (Unicode's "Trojan Source", CVE-2021-42574).
 */
const OBEYED =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/g;

/**
 * `text` with each such character as `\uXXXX`, which is also how JSON has it.
 *
 * @example
 * ```ts
 * printableText("a\x1b[2Jb"); // "a\\u001b[2Jb"
 * ```
 */
export function printableText(text: string): string {
  return text.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Such as "16 MiB" or "256 KiB": never more than there is, and never 0 of a larger unit. */
export function sizeText(bytes: number): string {
  if (bytes >= 2 ** 20) return `${Math.floor(bytes / 2 ** 20)} MiB`;
  return bytes >= 2 ** 10 ? `${Math.floor(bytes / 2 ** 10)} KiB` : `${bytes} bytes`;
}

/**
 * Letters that may differ at most, and the share of letters that must be exceeded by those that
 * agree.
 */
const FURTHEST = 3;
const LEAST_SIMILARITY = 0.5;

/**
 * The end of a sentence that suggests the names nearest to `word`, upper and lower case alike; ""
 * where none is near.
 *
 * @example
 * ```ts
 * didYouMean("turve", ["turev", "tess"]); // "; did you mean turev?"
 * ```
 */
export function didYouMean(word: string, names: Iterable<string>): string {
  let nearest: string[] = [];
  let least = FURTHEST;
  for (const name of new Set(names)) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    const length = Math.max(word.length, name.length);
    if (distance > least || 1 - distance / length <= LEAST_SIMILARITY) continue;
    if (distance < least) nearest = [];
    least = distance;
    nearest.push(name);
  }
  return nearest.length ? `; did you mean ${nearest.join(" or ")}?` : "";
}

/**
 * How many letters must be put in, left out, replaced, or exchanged with their neighbour, none of
 * them twice (the optimal string alignment distance).
 */
function editDistance(a: string, b: string): number {
  // Whatever is longer by more is too far anyway, and may be long without bound.
  if (Math.abs(a.length - b.length) > FURTHEST) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

/**
 * `name` for comparing: Unicode's composed form (macOS stores names decomposed), without case. The
 * Turkish İ, I, ı and i are one letter here, since which of them a capital stands for depends on
 * the language.
 *
 * @example
 * ```ts
 * foldName("KIZGIN") === foldName("kızgın"); // true
 * ```
 */
export function foldName(name: string): string {
  return name.normalize("NFD").replace(/[Iıi]\u0307?/g, "i").normalize("NFC").toLowerCase();
}

/** `name` in small letters and composed form; İ becomes i without a second dot. */
export function smallLetters(name: string): string {
  return name.normalize("NFC").replaceAll("İ", "i").toLowerCase();
}
