import { counted } from "../base/terminal.ts";
import { classColumn } from "../metrics/probability_rows.ts";
import { precisionRecallCurve, precisionRecallSteps, rocCurve } from "../metrics/ranking_curves.ts";
import { precisionRecallPlot, rocPlot } from "../plot/class_curves.ts";
import { confusionPlot } from "../plot/confusion_plot.ts";
import { groupPlot } from "../plot/group_plot.ts";
import { protocolTitle } from "../plot/leakage_gap_plot.ts";
import { reliabilityPlot } from "../plot/reliability_plot.ts";
import type { PlotLabels, PlotSpec } from "../plot/theme.ts";
import { trainingHistoryPlot } from "../plot/training_history_plot.ts";
import { runTitle } from "../train/network_config.ts";
import { type Predictions, readPredictions } from "../train/predictions.ts";
import { claimText } from "../train/run_figures.ts";
import { readGroups } from "../train/run_groups.ts";
import { requireFinishedRun } from "../train/runs.ts";
import type { RunResult } from "../train/train_run.ts";

/** The pictures of a run, by the names of their files. */
export type RunPlots =
  & Record<"precision_recall" | "roc" | "confusion" | "reliability", PlotSpec>
  & Partial<Record<"history" | "groups", PlotSpec>>;

/** Precision-recall and ROC curves of each class, as the papers draw them. */
export function classPlots(
  predictions: Predictions,
  labelled: (what: string) => PlotLabels,
): Pick<RunPlots, "precision_recall" | "roc"> {
  return {
    precision_recall: precisionRecallPlot(
      eachClass(predictions, precisionRecallCurve)
        .map((curve) => ({ ...curve, points: precisionRecallSteps(curve.points) })),
      labelled("precision and recall by class"),
    ),
    roc: rocPlot(eachClass(predictions, rocCurve), labelled("ROC curves by class")),
  };
}

/**
 * How the training went, unless weights have a closed form; and on the test set: precision-recall
 * and ROC curves a class, confusion matrix, reliability diagram and, where it keeps them, its scores
 * by group. Throws UserError where the folder is no finished run.
 */
export async function runPlots(folder: string): Promise<RunPlots> {
  const run = await requireFinishedRun(folder);
  const predictions = await readPredictions(folder);
  const { config, metrics, history } = run;
  const labels = (what: string) => plotLabels(run, what, `n = ${metrics.count} in the test set`);
  const { expectedCalibrationError } = metrics;
  const groups = (await readGroups(folder) ?? []).flatMap(({ trait, scores }) =>
    scores.map((own) => ({ ...own, heading: trait }))
  );
  const { discriminant } = config.training;
  const trained = plotLabels(run, "training", counted(history.length, "epoch"));
  return {
    ...discriminant ? {} : { history: trainingHistoryPlot(history, trained) },
    ...classPlots(predictions, labels),
    confusion: confusionPlot(
      metrics.confusion,
      predictions.classes,
      labels(`confusion, accuracy ${(100 * metrics.accuracy).toFixed(2)} %`),
    ),
    reliability: reliabilityPlot(metrics.reliability, {
      ...labels("reliability"),
      expectedCalibrationError,
    }),
    ...groups.length ? { groups: groupPlot(groups, labels("accuracy and UAR by group")) } : {},
  };
}

function plotLabels(run: RunResult, what: string, size: string) {
  const { config, corpus } = run;
  const { protocol, fold, seed } = config;
  const split = `${protocolTitle(protocol, corpus.id)}${fold ? ` (${fold})` : ""}`;
  return {
    // Generated corpora have no name to show; the plot says SYNTHETIC.
    title: `${corpus.synthetic ? "" : `${corpus.title}, `}${runTitle(config)}: ${what}`,
    subtitle: `${split}, seed ${seed}, ${size}${claimText(run)}`,
    synthetic: corpus.synthetic,
  };
}

/** The curve of each class that has one, against all others. */
function eachClass<Curve>(
  { classes, labels, probabilities }: Predictions,
  curveOf: (scores: Float64Array, positive: boolean[]) => Curve | null,
): (Curve & { name: string; support: number })[] {
  return classes.flatMap((name, own) => {
    const positive = labels.map((label) => label === own);
    const curve = curveOf(classColumn(probabilities, own, classes.length), positive);
    return curve ? [{ ...curve, name, support: positive.filter(Boolean).length }] : [];
  });
}
