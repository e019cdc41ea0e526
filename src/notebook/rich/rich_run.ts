/** In: a finished run. Out: the same run, which notebooks show as the curves of its training. */
import { trainingHistoryPlot } from "../../plot/training_history_plot.ts";
import { networkTitle } from "../../train/network_config.ts";
import type { RunResult } from "../../train/train_run.ts";
import { plotBundle } from "../plot_bundle.ts";
import { showsItself } from "../shows_itself.ts";
import { richMetrics } from "./rich_metrics.ts";

/** Has the run and its confusion matrix show themselves. */
export function richRun(run: RunResult): RunResult {
  const { config, corpus, metrics, history } = run;
  const { synthetic } = corpus;
  const plot = trainingHistoryPlot(history, {
    title: `${corpus.title}, ${networkTitle(config.network)}: ` +
      `accuracy ${
        (100 * metrics.accuracy).toFixed(1)
      } % on ${metrics.count} clips of the test part`,
    subtitle: `${[config.protocol, config.fold].filter(Boolean).join(" ")}, seed ${config.seed}`,
    synthetic,
  });
  richMetrics(metrics, corpus.classes, { synthetic });
  return showsItself(run, () => plotBundle(plot));
}
