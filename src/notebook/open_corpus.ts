/** In: a corpus's id. Out: the corpus, or the synthetic one with a banner that says so. */
import { escapeHtml } from "../base/escape_html.ts";
import type { Corpus } from "../data/corpus.ts";
import { findCorpus, requireCorpus } from "../data/find_corpus.ts";
import { corpusInfo } from "../data/registry.ts";
import { displayBundle } from "./display_bundle.ts";

/**
 * The corpus `id` where its recordings are on this machine, else the generated one; a banner below
 * the cell says which, and that nothing about speech follows from generated sound. Throws
 * UserError for an unknown id, or where no notebook runs.
 *
 * @example
 * ```ts
 * const corpus = await openCorpus("turev");
 * ```
 */
export async function openCorpus(id: string, dataRoot?: string): Promise<Corpus> {
  const options = { dataRoot: dataRoot || undefined, quiet: true };
  const found = await findCorpus(id, options);
  if (found?.kind === "audio" && !found.synthetic) {
    const { title, clips, classes } = found;
    await showNote(`${title}: ${clips.length} clips, ${classes.join(", ")}`);
    return found;
  }
  const { title, howToGet } = corpusInfo(id);
  const missing = title === "SYNTHETIC" ? "" : ` ${title} was not found. ${howToGet}`;
  await showBanner(
    `SYNTHETIC data: generated tones, not speech. What follows shows how things work; its figures ` +
      `say nothing about speech.${missing}`,
  );
  return await requireCorpus("synthetic", options);
}

async function showNote(text: string): Promise<void> {
  await displayBundle({ "text/markdown": `_${text}_`, "text/plain": text });
}

async function showBanner(text: string): Promise<void> {
  const style = "padding: 0.6em 1em; background: #fff3cd; color: #4d3800; " +
    "border-left: 6px solid #e69f00; font-weight: bold";
  const html = `<div style="${style}">${escapeHtml(text)}</div>`;
  await displayBundle({ "text/html": html, "text/plain": text });
}
