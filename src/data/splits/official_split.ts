/** In: a corpus with official parts. Out: those parts, as its publication defines them. */
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus, OfficialPart, Split } from "../corpus.ts";

/** What is taken of each class for validation where the publication has no validation part. */
const VALIDATION_PART = 0.1;

/**
 * The parts that the publication defines. Where it names only training and test, a tenth of each
 * class's training clips validates, drawn by `seed`; else the seed makes no difference.
 * Throws UserError where clips are without a part, or none is for training or for test.
 */
export function officialSplit(corpus: Corpus, seed: number): Split {
  const ids = (part: OfficialPart) =>
    corpus.clips.filter((clip) => clip.part === part).map((clip) => clip.id).sort();
  const [train, validation, test] = [ids("train"), ids("validation"), ids("test")];
  const unknown = ids("").length;
  if (unknown || !train.length || !test.length) {
    const found = unknown === corpus.clips.length
      ? "it has no official parts"
      : `found ${train.length} for training, ${validation.length} for validation, ${test.length} for ` +
        `test and ${unknown} without a part`;
    throw new UserError(
      `Expected ${corpus.title} to have official training and test parts, but ${found}`,
    );
  }
  const head = { corpus: corpus.id, protocol: "official" as const, seed, fold: "" };
  if (validation.length) return { ...head, train, validation, test };
  const drawn = drawValidation(corpus, seed);
  return { ...head, train: train.filter((id) => !drawn.has(id)), validation: [...drawn], test };
}

function drawValidation({ id, title, classes, clips }: Corpus, seed: number): Set<string> {
  const drawn = classes.flatMap((label) => {
    const ids = clips.filter((clip) => clip.part === "train" && clip.label === label)
      .map((clip) => clip.id).sort();
    const shuffled = createRandom(seed, "split", "official", id, label).shuffle(ids);
    return shuffled.slice(0, Math.round(VALIDATION_PART * ids.length));
  });
  if (drawn.length) return new Set(drawn.sort());
  throw new UserError(
    `Expected ${title} to have a validation part, or at least 5 training clips of a class to ` +
      `draw it from, but it has neither`,
  );
}
