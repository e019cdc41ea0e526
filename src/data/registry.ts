import { didYouMean } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { anad } from "./corpora/anad.ts";
import { banglaser } from "./corpora/banglaser.ts";
import { fer2013 } from "./corpora/fer2013.ts";
import { synthetic } from "./corpora/synthetic.ts";
import { syntheticFaces } from "./corpora/synthetic_faces.ts";
import { tess } from "./corpora/tess.ts";
import { turev } from "./corpora/turev.ts";
import type { CorpusInfo, CorpusLayout } from "./corpus_layout.ts";
import {
  describedLayout,
  descriptionPath,
  findDescription,
  listDescriptions,
} from "./described_corpus.ts";

/** The corpora that Duygu knows by itself, in the order of the papers' tables. */
export const builtInLayouts: readonly CorpusLayout[] = [
  turev,
  anad,
  banglaser,
  tess,
  fer2013,
  synthetic,
  syntheticFaces,
];

/** The layout of a built-in or described corpus. Throws UserError for an id nobody knows. */
export async function corpusLayout(
  id: string,
  { dataRoot }: { dataRoot?: string } = {},
): Promise<CorpusLayout> {
  const builtIn = builtInLayouts.find((layout) => layout.info.id === id);
  if (builtIn) return builtIn;
  const description = await findDescription(id, dataRoot);
  if (description) return describedLayout(description);
  const described = await listDescriptions(dataRoot);
  const place = await descriptionPath(id, dataRoot);
  throw unknownCorpus(
    id,
    [...builtInIds(), ...described.map((corpus) => corpus.id)],
    `; one of your own would be described in ${place}`,
  );
}

/** Title, classes, published counts and origin of a built-in corpus. Throws UserError otherwise. */
export function corpusInfo(id: string): CorpusInfo {
  const builtIn = builtInLayouts.find((layout) => layout.info.id === id);
  if (builtIn) return builtIn.info;
  throw unknownCorpus(id, builtInIds());
}

/** Whether Duygu knows the corpus by itself. */
export function isBuiltIn(id: string): boolean {
  return builtInLayouts.some((layout) => layout.info.id === id);
}

/** A corpus's name in the literature; its id where Duygu does not know it by itself. */
export function corpusTitle(id: string): string {
  return isBuiltIn(id) ? corpusInfo(id).title : id;
}

function builtInIds(): string[] {
  return builtInLayouts.map((layout) => layout.info.id);
}

function unknownCorpus(id: string, known: string[], hint = ""): UserError {
  const found = id === "" ? "nothing" : `${id}${didYouMean(id, known)}${hint}`;
  return new UserError(`Expected one of the corpora ${known.join(", ")}, but found ${found}`);
}

/** As the corpora's own pages state them. */
const licences: Record<string, string> = {
  turev: "CC BY-NC-ND 4.0",
  tess: "CC BY-NC-ND 4.0",
  anad: "CC BY-NC-SA 4.0",
  banglaser: "as stated on its page at Mendeley Data",
  fer2013: "for research, as stated on its page at Kaggle",
};

/**
 * The licence of a corpus's data; for a corpus that Duygu does not know by itself, that its owner
 * must be asked. Generated data need none.
 */
export function corpusLicence({ id, synthetic }: { id: string; synthetic: boolean }): string {
  if (synthetic) return "none needed, the data are generated";
  return licences[id] ?? "not known to Duygu; see the source of the data";
}
