/** In: metrics. Out: the same metrics, whose confusion matrix notebooks show as its plot. */
import type { Metrics } from "../../metrics/evaluate_predictions.ts";
import { confusionPlot } from "../../plot/confusion_plot.ts";
import { plotBundle } from "../plot_bundle.ts";
import { showsItself } from "../shows_itself.ts";

/** Has `metrics.confusion` show itself, with the names of the classes. */
export function richMetrics(
  metrics: Metrics,
  classes: readonly string[],
  { synthetic = false }: { synthetic?: boolean } = {},
): Metrics {
  const { confusion, accuracy, count } = metrics;
  const plot = confusionPlot(confusion, classes, {
    title: `Confusion: accuracy ${(100 * accuracy).toFixed(1)} %, n = ${count}`,
    synthetic,
  });
  showsItself(confusion, () => plotBundle(plot));
  return metrics;
}
