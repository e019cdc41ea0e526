/** In: a corpus and what its clips are told apart by. Out: all values of that. */
import { UserError } from "../../base/user_error.ts";
import type { Clip, Corpus, Protocol } from "../corpus.ts";

/**
 * The corpus's speakers, or texts, sorted. Throws UserError, naming the protocol that needs them,
 * where a clip does not tell its own or where there are fewer than two.
 */
export function namedValues(
  { title, clips }: Pick<Corpus, "title" | "clips">,
  field: "speaker" | "text",
  protocol: Protocol,
): string[] {
  const values = [...new Set(clips.map((clip: Clip) => clip[field]))].sort();
  if (values.includes("")) {
    throw new UserError(
      `Expected every clip of ${title} to name its ${field} for the ${protocol} protocol, ` +
        `but some do not`,
    );
  }
  if (values.length < 2) {
    throw new UserError(
      `Expected ${title} to have two or more ${field}s for the ${protocol} protocol, ` +
        `but found ${values.length}`,
    );
  }
  return values;
}
