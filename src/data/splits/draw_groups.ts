/** In: clips in groups that must stay together. Out: some of the groups, near a wanted size. */
import type { Random } from "../../base/random.ts";
import type { Clip } from "../corpus.ts";

/** Clip ids by group. */
export type Groups = Map<string, string[]>;

/** Groups clips by `key`, groups and clips in the order of the clips. */
export function groupClips(clips: Clip[], key: (clip: Clip) => string): Groups {
  const groups: Groups = new Map();
  for (const clip of clips) {
    const name = key(clip);
    const group = groups.get(name);
    if (group) group.push(clip.id);
    else groups.set(name, [clip.id]);
  }
  return groups;
}

/**
 * Takes whole groups in random order as long as each brings the sum of their clips nearer to
 * `wantedClips`; the first one in any case. The groups taken are removed from `groups`.
 * Returns their clips' ids, sorted.
 */
export function drawGroups(groups: Groups, wantedClips: number, random: Random): string[] {
  const drawn: string[] = [];
  for (const name of random.shuffle([...groups.keys()])) {
    const ids = groups.get(name)!;
    if (drawn.length && drawn.length + ids.length / 2 > wantedClips) continue;
    for (const id of ids) drawn.push(id);
    groups.delete(name);
    if (drawn.length >= wantedClips) break;
  }
  return drawn.sort();
}

/** All clip ids of the groups, sorted. */
export function groupedIds(groups: Groups): string[] {
  return [...groups.values()].flat().sort();
}
