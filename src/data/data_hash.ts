/** In: a corpus. Out: one hash of all its data. */
import { sha256 } from "../base/files.ts";
import type { Corpus } from "./corpus.ts";

/**
 * SHA-256 over the sorted ids, labels and content hashes of the clips: the same on every machine
 * that has the same data, and another one where a single clip differs.
 */
export function dataHash({ clips }: Pick<Corpus, "clips">): string {
  const lines = clips.map((clip) => JSON.stringify([clip.id, clip.label, clip.sha256]));
  return sha256(lines.sort().join("\n"));
}
