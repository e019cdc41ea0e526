/** The picture of published accuracies beside ours, of summary.png, the report and the notebook. */
import type { Protocol } from "../data/corpus.ts";
import { corpusTitle } from "../data/registry.ts";
import { protocolTitle } from "../plot/leakage_gap_plot.ts";
import { type ComparedFigure, publishedComparisonPlot } from "../plot/published_comparison_plot.ts";
import type { PlotSpec } from "../plot/theme.ts";
import { paperFAccuracy } from "./published/paper_f.ts";
import { publishedAccuracies } from "./published/published_figure.ts";
import { isOneNetwork, type SummaryRow } from "./summary.ts";

/** What a reader compares first: the split of the paper, and speakers that were not heard. */
const PICTURED: readonly Protocol[] = ["paper", "official", "speaker"];

/**
 * The figures of the picture: of each corpus under its random split (or official test set), and
 * with unseen speakers, the paper's network and the best single one of the others, nothing known of
 * the test speakers; the published figure beside the split that it is of. A paper's corpus that was
 * not measured is named as such beside others that were.
 */
export function comparedFigures(rows: readonly SummaryRow[]): ComparedFigure[] {
  const accuracies = rows.filter(({ metric, knowledge, protocol }) =>
    metric === "accuracy" && knowledge === "nothing" && PICTURED.includes(protocol)
  ).filter(isOneNetwork);
  // The same runs under other labels (such as FER+'s) are left to the tables.
  const ofOwnLabels = accuracies.filter((row) =>
    !accuracies.some(({ model, run }) => run === row.run && row.model.startsWith(`${model},`))
  );
  const measured = Map.groupBy(ofOwnLabels, ({ corpus }) => corpus);
  const isOfPapers = publishedAccuracies.some(({ corpus }) => measured.has(corpus));
  const corpora = new Set([
    ...isOfPapers ? publishedAccuracies.map(({ corpus }) => corpus) : [],
    ...measured.keys(),
  ]);
  return [...corpora].flatMap((corpus) => figuresOf(corpus, measured.get(corpus) ?? []));
}

function figuresOf(corpus: string, rows: readonly SummaryRow[]): ComparedFigure[] {
  const paper = publishedAccuracies.find((figure) => figure.corpus === corpus);
  const title = rows.some(({ synthetic }) => synthetic) ? "SYNTHETIC" : corpusTitle(corpus);
  const figures: ComparedFigure[] = [];
  const name = (protocol: string) => `${title}, ${protocolTitle(protocol)}`;
  const isOwnSplit = paper !== undefined && paper.corpus !== paperFAccuracy.corpus;
  if (paper) {
    figures.push({
      // Paper F adds pictures that it does not name, so that no split of ours is its own.
      row: isOwnSplit ? name("paper") : `${title} and more, paper F's own`,
      of: "published",
      value: paper.value,
      interval: null,
    });
  }
  if (rows.length === 0) {
    figures.push({
      row: name("paper"),
      of: "paper's network",
      value: null,
      interval: null,
      note: "not measured: its recordings were not at hand",
    });
  }
  for (const protocol of PICTURED) {
    const own = rows.filter((row) => row.protocol === protocol);
    const row = name(protocol);
    const same = own.find(({ model }) => model === paper?.model);
    const others = own.filter((other) => other !== same);
    if (same) figures.push({ row, of: "paper's network", ...valueOf(same) });
    if (others.length > 0) {
      const best = others.reduce((a, b) => b.mean > a.mean ? b : a);
      figures.push({ row, of: "other network", ...valueOf(best), note: best.model });
    }
  }
  return figures;
}

const valueOf = ({ mean, interval }: SummaryRow) => ({ value: mean, interval });

/** The summary's accuracies, those of {@link comparedFigures}; null where there are none. */
export function comparisonPicture(rows: readonly SummaryRow[]): PlotSpec | null {
  const figures = comparedFigures(rows);
  if (figures.length === 0) return null;
  return publishedComparisonPlot(figures, {
    title: "Accuracy: published against measured",
    subtitle: "95 % intervals; unseen speakers: one clip at a time, nothing known of the speaker",
    metric: "accuracy on the test set",
    synthetic: rows.some(({ synthetic }) => synthetic),
  });
}
