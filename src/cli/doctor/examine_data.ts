/** Out: which data sets are on this machine, and how to get the others. */
import type { Finding } from "../../engine/doctor.ts";
import { type CorpusStatus, type FindOptions, listCorpora } from "../../data/find_corpus.ts";

/** One finding a known corpus; a wrong --data is a finding too. */
export async function examineData(options: FindOptions): Promise<Finding[]> {
  try {
    return (await listCorpora(options)).map(dataFinding);
  } catch (error) {
    const advice = "name the folder that holds the data sets by --data or $DUYGU_DATA";
    return [{ topic: "data", found: (error as Error).message, advice }];
  }
}

/** What there is to say of one corpus. */
export function dataFinding({ info, root, counts, kind, fault }: CorpusStatus): Finding {
  const topic = info.title;
  if (root === undefined) return { topic, found: "not here", advice: info.howToGet };
  if (fault) {
    const advice = `\`data verify ${info.id}\` tells more`;
    return { topic, found: `broken in ${root}: ${fault}`, advice };
  }
  const clips = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const what = kind === "features"
    ? "rows of a table of features, no audio"
    : kind === "images"
    ? "pictures"
    : "clips";
  return { topic, found: `${clips} ${what} in ${root}` };
}
