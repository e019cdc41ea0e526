/** The language that a piece is sung in, as tags and tables tell it. */
import { folded } from "./artists.ts";
import type { Track } from "./tracks.ts";

/** Codes that tell no language: undetermined, several, none, uncoded; "XXX" is ID3's unknown. */
const NONE = new Set(["und", "mul", "zxx", "mis", "xxx"]);

/** Languages are told by name, too: in English, in Turkish, in their own. */
let byName: Map<string, string> | undefined;

/**
 * The shortest ISO 639 code of the language that `text` tells, which may be a code of ISO 639-1, -2
 * or -3, a tag such as "tr-TR", or a name; of several, divided by "/", ",", ";" or nothing (as ID3
 * has it), the first that is one. Undefined where none is told.
 *
 * @example
 * ```ts
 * languageCode("tur"); // "tr"
 * languageCode("Türkçe"); // "tr"
 * languageCode("zxx"); // undefined: no words
 * ```
 */
export function languageCode(text: string): string | undefined {
  for (const part of text.split(/[/,;\0]/)) {
    const word = part.trim().replaceAll("_", "-");
    if (word === "") continue;
    const found = codeOf(word) ?? namedLanguage(word) ??
      (/^(?:[a-z]{3}){2,}$/i.test(word) ? codeOf(word.slice(0, 3)) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function codeOf(word: string): string | undefined {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]+)*$/i.test(word)) return undefined;
  try {
    const { language } = new Intl.Locale(word);
    const isKnown = language.length === 2 || nameOf(language, "en") !== undefined;
    return isKnown && !NONE.has(language) ? language : undefined;
  } catch {
    return undefined; // Letters, but no tag of a language.
  }
}

/** What the language `code` is called in the language `inLanguage`. */
function nameOf(code: string, inLanguage: string): string | undefined {
  return new Intl.DisplayNames(inLanguage, { type: "language", fallback: "none" }).of(code);
}

function namedLanguage(word: string): string | undefined {
  byName ??= languageNames();
  return byName.get(folded(word));
}

function languageNames(): Map<string, string> {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const names = new Map<string, string>();
  for (const written of letters.flatMap((one) => letters.map((other) => one + other))) {
    const code = codeOf(written);
    if (code === undefined) continue;
    for (const inLanguage of ["en", "tr", code]) {
      const name = nameOf(code, inLanguage);
      if (name !== undefined && !names.has(folded(name))) names.set(folded(name), code);
    }
  }
  return names;
}

/** How many of `tracks` are in each language, the most frequent first; unknown ones count nowhere. */
export function countLanguages(tracks: readonly Track[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { language } of tracks) {
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}
