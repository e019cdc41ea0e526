/**
 * In: text that may come from a stranger's file, such as a name. Out: the same, safe to print: what
 * a terminal would obey (escape sequences, carriage returns, reordering of text) is spelt out.
 */

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
