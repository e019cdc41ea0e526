/** In: clips in groups that must stay together. Out: the groups in folds of about equal size. */
import type { Random } from "../../base/random.ts";
import type { Groups } from "./draw_groups.ts";

/**
 * Deals the groups' names to `count` folds: the largest group first, in random order among equals,
 * each to the fold with the fewest clips so far. There must be `count` groups or more; then no fold
 * stays empty. Returns each fold's names.
 */
export function dealGroups(groups: Groups, count: number, random: Random): Set<string>[] {
  const folds = Array.from({ length: count }, () => ({ names: new Set<string>(), clips: 0 }));
  const sizeOf = (name: string) => groups.get(name)!.length;
  const largestFirst = random.shuffle([...groups.keys()]).sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const name of largestFirst) {
    const emptiest = folds.reduce((least, fold) => fold.clips < least.clips ? fold : least);
    emptiest.names.add(name);
    emptiest.clips += sizeOf(name);
  }
  return folds.map(({ names }) => names);
}
