/** In: a corpus's id. Out: under which licence its data are given out. */

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
  return licences[id] ?? "not known to Duygu; ask whoever gave you the data";
}
