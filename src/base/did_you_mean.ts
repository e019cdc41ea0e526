/** In: a word that is none of the expected names. Out: the names that were likely meant. */

/** Letters that may differ at most, and the share of letters that must be exceeded by those that agree. */
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
