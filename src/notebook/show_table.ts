/** In: a header and rows of text. Out: a table below the running cell. */
import { type Alignment, markdownTable, textTable } from "../base/text.ts";
import { displayBundle } from "./display_bundle.ts";

/**
 * Shows a table. Throws UserError where no notebook runs.
 *
 * @example
 * ```ts
 * await showTable(["window", "side lobes"], [["hann", "-31 dB"]], ["left", "right"]);
 * ```
 */
export async function showTable(
  header: string[],
  rows: string[][],
  alignment: Alignment[] = [],
): Promise<void> {
  await displayBundle({
    "text/markdown": markdownTable(header, rows, alignment),
    "text/plain": textTable(header, rows, alignment),
  });
}
