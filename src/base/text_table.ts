/** In: a header and rows of text. Out: an aligned table for a terminal, or a Markdown table. */

/** How a column is aligned; text to the left, numbers to the right. */
export type Alignment = "left" | "right";

/**
 * An aligned plain-text table, one line a row, columns two spaces apart.
 *
 * @example
 * ```ts
 * textTable(["corpus", "accuracy"], [["turev", "0.89"]], ["left", "right"]);
 * ```
 */
export function textTable(header: string[], rows: string[][], alignment: Alignment[] = []): string {
  const widths = header.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column].length), title.length)
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        alignment[column] === "right" ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
      )
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join(
    "\n",
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
