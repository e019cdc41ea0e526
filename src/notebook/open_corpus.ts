/** In: a corpus's id. Out: the corpus, or generated data with a banner that says so. */
import type { Corpus } from "../data/corpus.ts";
import { findCorpus, requireCorpus } from "../data/find_corpus.ts";
import { corpusInfo } from "../data/registry.ts";
import { richCorpus } from "./rich/rich_corpus.ts";
import { showBanner, showNote } from "./show_note.ts";

/** Generated data by what they stand for, and what does not follow from them. */
const standIns = {
  audio: { id: "synthetic", what: "generated tones, not speech", of: "speech" },
  images: { id: "synthetic-faces", what: "drawn faces, not photos", of: "faces" },
} as const;

/** How a corpus is opened. */
export interface OpenCorpusOptions {
  /** The folder of the data sets; see dataRoots for what is tried without it. */
  dataRoot?: string;
  /** What the notebook is about; "audio" by default. */
  kind?: "audio" | "images";
}

/**
 * The corpus `id` where it is on this machine and of the notebook's kind, else the generated one; a
 * banner below the cell says which, and that nothing about people follows from it. The clips
 * show themselves: a recording as a player with its spectrogram, a picture enlarged. Throws
 * UserError for an unknown id, or where no notebook runs.
 *
 * @example
 * ```ts
 * const corpus = await openCorpus("turev");
 * corpus.clips[0]
 * ```
 */
export async function openCorpus(
  id: string,
  { dataRoot, kind = "audio" }: OpenCorpusOptions = {},
): Promise<Corpus> {
  const options = { dataRoot: dataRoot || undefined, quiet: true };
  const found = await findCorpus(id, options);
  if (found?.kind === kind && !found.synthetic) {
    const { title, clips, classes } = found;
    const noun = kind === "audio" ? "clips" : "pictures";
    await showNote(`${title}: ${clips.length} ${noun}, ${classes.join(", ")}`);
    return richCorpus(found);
  }
  const standIn = standIns[kind];
  await showBanner(
    `SYNTHETIC data: ${standIn.what}. What follows shows how things work; its figures say ` +
      `nothing about ${standIn.of}.${missingText(id, found)}`,
  );
  const { synthetic = false } = found ?? {};
  const generated = found && synthetic && found.kind === kind
    ? found
    : await requireCorpus(standIn.id, options);
  return richCorpus(generated);
}

/** Why the corpus that was asked for is not taken; nothing where it is generated itself. */
function missingText(id: string, found: Corpus | undefined): string {
  if (found?.synthetic) return "";
  if (found) return ` ${found.title} is of another kind.`;
  const { title, howToGet } = corpusInfo(id);
  return ` ${title} was not found. ${howToGet}`;
}
