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
