/** In: a corpus's id. Out: what is known about it and how its folder is read. */
import { UserError } from "../base/user_error.ts";
import { banglaser } from "./corpora/banglaser.ts";
import { tess } from "./corpora/tess.ts";
import { turev } from "./corpora/turev.ts";
import type { CorpusInfo, CorpusLayout } from "./corpus_layout.ts";

/** The corpora that Duygu knows by itself, in the order of paper S's tables. */
export const builtInLayouts: readonly CorpusLayout[] = [turev, banglaser, tess];

/** The layout of a built-in or described corpus. Throws UserError for an id nobody knows. */
export async function corpusLayout(
  id: string,
  _options: { dataRoot?: string } = {},
): Promise<CorpusLayout> {
  const builtIn = builtInLayouts.find((layout) => layout.info.id === id);
  if (builtIn) return builtIn;
  const known = builtInLayouts.map((layout) => layout.info.id);
  throw new UserError(`Expected a corpus (${known.join(", ")}), but found ${id}`);
}

/** Title, classes, published counts and origin of a built-in corpus. Throws UserError otherwise. */
export function corpusInfo(id: string): CorpusInfo {
  const builtIn = builtInLayouts.find((layout) => layout.info.id === id);
  if (builtIn) return builtIn.info;
  const known = builtInLayouts.map((layout) => layout.info.id);
  throw new UserError(`Expected one of the corpora ${known.join(", ")}, but found ${id}`);
}

/** Whether Duygu knows the corpus by itself. */
export function isBuiltIn(id: string): boolean {
  return builtInLayouts.some((layout) => layout.info.id === id);
}
