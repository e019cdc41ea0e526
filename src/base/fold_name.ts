/** In: a name as somebody typed or stored it. Out: what all spellings of it that read alike share. */

/**
 * `name` for comparing: Unicode's composed form (macOS stores names decomposed), without case. The
 * Turkish İ, I, ı and i are one letter here, since which of them a capital stands for depends on the
 * language.
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
