/** In: a corpus's id. Out: the shares of its classes that a publication gives. */
import type { PublishedShares } from "../../plot/class_shares.ts";
import { paperF, paperFClasses } from "./paper_f.ts";

/** Paper F's shares for FER2013 (of its own mixture of data sets); undefined for other corpora. */
export function publishedClassShares(corpusId: string): PublishedShares | undefined {
  if (corpusId !== "fer2013") return undefined;
  return {
    source: `${paperF.short}, of FER2013 joined with unnamed other sets`,
    shares: Object.fromEntries(paperFClasses.map(({ name, share }) => [name, share])),
  };
}
