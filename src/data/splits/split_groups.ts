/** In: a corpus and what must stay together. Out: three parts of whole groups. */
import type { Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Split } from "../corpus.ts";
import { drawGroups, groupClips, groupedIds } from "./draw_groups.ts";

const TEST_PART = 0.25;
const VALIDATION_PART = 0.1;

/** What is kept together, how it is called in an error, and where chance comes from. */
interface Grouping {
  key: (clip: Clip) => string;
  what: string;
  random: Random;
}

/** Draws whole groups for test (25 %) and validation (10 %); the rest trains. */
export function splitGroups(
  corpus: Corpus,
  { key, what, random }: Grouping,
): Pick<Split, "train" | "validation" | "test"> {
  const groups = groupClips(corpus.clips, key);
  if (groups.size < 3) {
    throw new UserError(
      `Expected ${corpus.title} to have three or more ${what}, one for each part, ` +
        `but found ${groups.size}`,
    );
  }
  const test = drawGroups(groups, TEST_PART * corpus.clips.length, random.split("test"));
  const wanted = VALIDATION_PART * corpus.clips.length;
  const validation = drawGroups(groups, wanted, random.split("validation"));
  if (groups.size === 0) {
    throw new UserError(
      `Expected ${corpus.title} to leave ${what} for training, but test and validation took all`,
    );
  }
  return { train: groupedIds(groups), validation, test };
}
