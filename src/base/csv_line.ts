/** In: values. Out: one line of a CSV table (RFC 4180), without its end. */

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
