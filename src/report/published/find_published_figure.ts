/** In: corpus, model, protocol and metric. Out: the papers' figure, or null where they have none. */
import { paperFAccuracy } from "./paper_f.ts";
import { paperSTable3 } from "./paper_s.ts";
import type { MetricName, PublishedFigure } from "./published_figure.ts";

/** What a published figure is looked up by. */
export interface FigureKey {
  corpus: string;
  model: string;
  metric: MetricName;
  /** "paper" is paper S's random split, "official" FER2013's own test images. */
  protocol: string;
}

/**
 * The papers' own figure for this model under the protocol that comes closest to theirs. Stricter
 * protocols have no published figure.
 *
 * @example
 * ```ts
 * findPublishedFigure({ corpus: "turev", model: "EmotionUnet", metric: "accuracy", protocol: "paper" });
 * ```
 */
export function findPublishedFigure(key: FigureKey): PublishedFigure | null {
  const figures = key.protocol === "paper"
    ? paperSTable3
    : key.protocol === "official"
    ? [paperFAccuracy]
    : [];
  return figures.find(({ corpus, model, metric }) =>
    corpus === key.corpus && model === key.model && metric === key.metric
  ) ?? null;
}
