/** Out: a console that prints nothing a terminal would obey; see text.ts. */
import { printableText } from "../base/text.ts";

/**
 * Makes `console.log` and `console.error` safe for names out of strangers' files, once for the whole
 * program: texts are printed as they are but for control characters.
 */
export function guardConsole(): void {
  for (const method of ["log", "error"] as const) {
    const print = console[method].bind(console);
    console[method] = (...values: unknown[]) =>
      print(...values.map((value) => typeof value === "string" ? printableText(value) : value));
  }
}
