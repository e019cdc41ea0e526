/** In: one-against-the-rest rates and AUCs. Out: whether a ROC curve through that point has it. */
import { type AuditFinding } from "./audit_finding.ts";
import type { AuditEntry } from "./audit_table.ts";
import { percent, printedRange } from "./printed_figure.ts";

/**
 * A ROC curve rises, so through a point (f, t) its area lies from t (1 - f) to 1 - f (1 - t). A
 * curve that nowhere does worse than mixing its own decisions with guesses (a concave one) has at
 * least (1 + t - f) / 2, the area of the single corner. Both presume that the table's decisions are
 * a threshold on the class's own score. Where the most probable class is taken they need not be,
 * so an area that does not fit is told, but not called inconsistent.
 */
export function checkAucAgainstRates({ classes }: AuditEntry<"classTables">): AuditFinding[] {
  return classes.flatMap((own): AuditFinding[] => {
    if (!own.auc) return [];
    const t = Math.min(own.truePositive.value, 1 - own.falseNegative.value);
    const best = Math.max(own.truePositive.value, 1 - own.falseNegative.value);
    const f = Math.max(own.falsePositive.value, 1 - own.trueNegative.value);
    const least = Math.min(own.falsePositive.value, 1 - own.trueNegative.value);
    const [low, corner, high] = [t * (1 - f), (1 + t - f) / 2, 1 - least * (1 - best)];
    const auc = printedRange(own.auc.value);
    const inside = auc.high >= low && auc.low <= high;
    const concave = auc.high >= corner;
    const explained = inside && concave
      ? "the area fits"
      : inside
      ? "possible only for a curve with a dent, whose score orders the images worse than the " +
        "decision alone would"
      : "impossible where decisions are a threshold on the class's own score, which is not said";
    return [{
      check: "the area under the ROC curve fits the rates",
      subject: own.name,
      verdict: inside && concave ? "consistent" : "cannot be told",
      arithmetic: `AUC ${own.auc.value.text}; through true positive rate ${percent(t)} and false ` +
        `positive rate ${percent(f)} an area lies from ${low.toFixed(3)} to ${
          high.toFixed(3)
        }, and ` +
        `a concave curve's is at least ${corner.toFixed(3)}: ${explained}`,
      source: `${own.auc.source}; ${own.source}`,
    }];
  });
}
