/** In: a summary's rows. Out: those that a picture of published and measured accuracies shows. */
import type { SummaryRow } from "./summary.ts";

/**
 * The accuracies of the publications' networks and, of each corpus under each protocol, the best of
 * the others under each kind of knowledge; the same runs under other labels (such as FER+'s) are left to the table. Ordered by
 * corpus, then from the strictest protocol's lowest accuracy to the highest.
 */
export function picturedRows(rows: readonly SummaryRow[]): SummaryRow[] {
  const accuracies = rows.filter(({ metric }) => metric === "accuracy");
  const ofOwnLabels = accuracies.filter((row) =>
    !accuracies.some(({ model, run }) => run === row.run && row.model.startsWith(`${model},`))
  );
  const chosen = new Set<SummaryRow>();
  const places = Map.groupBy(
    ofOwnLabels,
    ({ corpus, protocol, knowledge }) => `${corpus} ${protocol} ${knowledge}`,
  );
  for (const competing of places.values()) {
    const others = competing.filter(({ published }) => published === null);
    for (const row of competing) if (row.published !== null) chosen.add(row);
    if (others.length > 0) {
      chosen.add(others.reduce((best, row) => row.mean > best.mean ? row : best));
    }
  }
  return [...chosen].sort((a, b) => a.corpus.localeCompare(b.corpus) || a.mean - b.mean);
}
