/** In: a split. Out: which classes its figures can say nothing of. */
import type { Corpus, Split } from "../corpus.ts";

/** The classes without a clip in the test part; none where there is no test part at all. */
export function untestedClasses(corpus: Corpus, { test }: Split): string[] {
  if (test.length === 0) return [];
  const tested = new Set(test);
  const labels = new Set(corpus.clips.filter(({ id }) => tested.has(id)).map(({ label }) => label));
  return corpus.classes.filter((name) => !labels.has(name));
}

/** The same as a sentence; "" where every class is tested. */
export function untestedNote(corpus: Corpus, split: Split): string {
  const names = untestedClasses(corpus, split);
  return names.length
    ? `The test part has no clips of ${names.join(", ")}: its figures say nothing of them.`
    : "";
}
