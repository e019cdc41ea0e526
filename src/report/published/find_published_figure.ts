/** In: corpus, model and metric. Out: the papers' figure, or null where they have none. */
import { paperFAccuracy } from "./paper_f.ts";
import { paperSTable3 } from "./paper_s.ts";
import type { MetricName, PublishedFigure } from "./published_figure.ts";

/** What a published figure is looked up by. */
export interface FigureKey {
  /** The corpus's id. */
  corpus: string;
  /** The model's name in the publication. */
  model: string;
  /** Which metric. */
  metric: MetricName;
}

/**
 * The papers' own figure for this corpus, model and metric, always of the paper's own protocol:
 * paper S's random split, paper F's unnamed one. Beside a stricter split it stands as a landmark.
 *
 * @example
 * ```ts
 * findPublishedFigure({ corpus: "turev", model: "EmotionUnet", metric: "accuracy" });
 * ```
 */
export function findPublishedFigure(key: FigureKey): PublishedFigure | null {
  return [...paperSTable3, paperFAccuracy].find(({ corpus, model, metric }) =>
    corpus === key.corpus && model === key.model && metric === key.metric
  ) ?? null;
}
