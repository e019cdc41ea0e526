/** In: an option's text, "turev, tess". Out: its items. */

/** A parser for commander's options that take names, separated by commas. */
export function commaListOption(text: string): string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
}
