/** How wide texts may be, and how they are broken and coloured for who reads them. */

/** Where no terminal says, and for files that are read in one. */
const USUAL_COLUMNS = 80;
/** Narrower, nothing fits. */
const LEAST_COLUMNS = 40;

/**
 * Columns for texts on `stream`: $COLUMNS where it is set, which is how wider tables are asked for
 * in a pipe; else the terminal's; else 80.
 */
export function outputColumns(stream: "stdout" | "stderr" = "stdout"): number {
  const asked = Number(readColumns());
  if (Number.isInteger(asked) && asked > 0) return Math.max(LEAST_COLUMNS, asked);
  if (!Deno[stream].isTerminal()) return USUAL_COLUMNS;
  try {
    return Math.max(LEAST_COLUMNS, Deno.consoleSize().columns || USUAL_COLUMNS);
  } catch {
    return USUAL_COLUMNS;
  }
}

function readColumns(): string | undefined {
  try {
    return Deno.env.get("COLUMNS");
  } catch {
    // A worker without permission for variables.
    return undefined;
  }
}

/**
 * Breaks the lines of `text` at spaces, so that none is longer than `columns`; what follows a break
 * is indented as the line was, and by `hanging` more. A word that is longer stays whole.
 *
 * @example
 * ```ts
 * wrapText("one two three", 8); // "one two\nthree"
 * ```
 */
export function wrapText(text: string, columns: number, hanging = 0): string {
  return text.split("\n").map((line) => wrapLine(line, columns, hanging)).join("\n");
}

function wrapLine(line: string, columns: number, hanging: number): string {
  if (line.length <= columns) return line;
  const indent = /^ */.exec(line)![0];
  const next = indent + " ".repeat(hanging);
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  // Spaces within a line are kept, as they may align something.
  for (const [, space, word] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    if (!isEmpty && current.length + space.length + word.length > columns) {
      lines.push(current);
      current = next + word;
    } else {
      current += space + word;
    }
    isEmpty = false;
  }
  return [...lines, current].join("\n");
}

/** What a terminal is told before and after a text. */
const STYLES = { bold: [1, 22], red: [31, 39], yellow: [33, 39], green: [32, 39], cyan: [36, 39] };

/** `text` in a style of the terminal's. */
export function styled(text: string, style: keyof typeof STYLES): string {
  const [on, off] = STYLES[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/**
 * `text` with the colours of a terminal: a table's header bold, errors red, warnings yellow,
 * generated data yellow, verdicts green
 * or red, bars cyan.
 */
export function colouredText(text: string): string {
  const lines = text.split("\n");
  const isRule = (line: string | undefined) => /^─[─ ]*$/.test(line ?? "");
  const headerEnds = new Set(lines.flatMap((line, at) => isRule(line) ? [at - 1] : []));
  return lines.map((line, at) => {
    if (headerEnds.has(at)) return styled(line, "bold");
    return line
      .replace(/^error:/, (word) => styled(word, "red"))
      .replace(/^WARNING:?/, (word) => styled(word, "yellow"))
      .replace(/\bSYNTHETIC\b|\bgenerated voices\b/g, (word) => styled(word, "yellow"))
      // Verdicts stand at the end of a table's row.
      .replace(/(?<= {2})(reproduced|better)$/, (word) => styled(word, "green"))
      .replace(/(?<= {2})worse$/, (word) => styled(word, "red"))
      .replace(/[█▏▎▍▌▋▊▉]+/g, (bar) => styled(bar, "cyan"));
  }).join("\n");
}

/** "1 epoch", "2 epochs": `many` where the plural has no -s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
