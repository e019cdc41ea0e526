import { corpusTitle } from "../../data/registry.ts";
import { type Knowledge, knowledgeTitles } from "../../metrics/knowledge.ts";
import { precisionRecallPlot, rocPlot } from "../../plot/class_curves.ts";
import { confusionPlot } from "../../plot/confusion_plot.ts";
import { groupPlot } from "../../plot/group_plot.ts";
import { leakageGapPlot, protocolTitle } from "../../plot/leakage_gap_plot.ts";
import { reliabilityPlot } from "../../plot/reliability_plot.ts";
import type { PlotSpec } from "../../plot/theme.ts";
import { trainingHistoryPlot } from "../../plot/training_history_plot.ts";
import { tuningConvergence } from "../../plot/tuning_convergence.ts";
import type { Curves } from "../curves.ts";
import { paperFAccuracy } from "../published/paper_f.ts";
import { paperSTable3 } from "../published/paper_s.ts";
import { groupRows } from "../speaker_table.ts";
import type { SummaryRow } from "../summary.ts";
import { comparisonPicture } from "../comparison_picture.ts";
import type { ReproductionReport } from "./collect_report.ts";

/** Whether the network is one of the papers'. */
export function isPapersNetwork(model: string): boolean {
  return model === paperSTable3[0].model || model === paperFAccuracy.model;
}

/** What a row or run is of, such as "TurEV-DB (EmotionUnet)". */
export function subjectTitle({ corpus, model }: Pick<SummaryRow, "corpus" | "model">): string {
  return `${corpusTitle(corpus)} (${model})`;
}

/** The same with what is known of the speakers, where that is more than nothing. */
function knownSubject(row: Pick<SummaryRow, "corpus" | "model" | "knowledge">): string {
  const subject = subjectTitle(row);
  return row.knowledge === "nothing" ? subject : `${subject}; ${knowledgeTitles[row.knowledge]}`;
}

/** What a run's curves are of: subject, protocol and what was held out. */
export function benchmarkTitle(curves: Curves): string {
  const { synthetic, protocol, fold, corpus } = curves;
  const subject = `${synthetic ? "SYNTHETIC " : ""}${subjectTitle(curves)}`;
  return `${subject}, ${protocolTitle(protocol, corpus)}${fold ? ` (${fold})` : ""}`;
}

/** Published accuracies beside ours, see comparisonPicture; null where there are none. */
export function comparisonPlot({ summary }: ReproductionReport): PlotSpec | null {
  return summary && comparisonPicture(summary.rows);
}

/**
 * What stricter splits cost, of what holds with `known` of the test speakers (by default whatever
 * was known); null where no corpus was run under several.
 */
export function gapPlot(
  { summary, gaps, curves }: ReproductionReport,
  known?: Knowledge,
): PlotSpec | null {
  const shown = gaps.filter(({ knowledge }) => known === undefined || knowledge === known);
  if (shown.length === 0) return null;
  const rows = accuracies(summary?.rows ?? []);
  const lines = Map.groupBy(shown, knownSubject);
  const figures = [...lines].flatMap(([subject, [{ corpus, model, synthetic, knowledge }]]) =>
    rows.filter((row) =>
      corpus === row.corpus && model === row.model && synthetic === row.synthetic &&
      (row.protocol === "paper" || row.knowledge === knowledge)
    ).map((row) => ({
      corpus: row.synthetic ? `SYNTHETIC ${subject}` : subject,
      protocol: row.protocol,
      value: row.mean,
      interval: row.interval,
      chance: largestShare(row, curves),
    }))
  );
  return leakageGapPlot(figures, {
    title: "What unseen speakers and words leave of the accuracy",
    metric: "accuracy",
  });
}

/** Accuracy and UAR by sex and age; null where no row tells them. */
export function groupsPlot({ summary }: ReproductionReport): PlotSpec | null {
  const figures = groupRows(summary?.rows ?? []).map(({ row, accuracy, uar }) => ({
    heading: [
      `${row.synthetic ? "SYNTHETIC " : ""}${knownSubject(row)}`,
      `${protocolTitle(row.protocol)}: ${uar.trait}`,
    ].join(", "),
    name: uar.name,
    clips: uar.n,
    accuracy: accuracy.value,
    uar: uar.value,
    intervals: accuracy.interval && uar.interval &&
      { accuracy: accuracy.interval, uar: uar.interval },
  }));
  return figures.length ? groupPlot(figures, { title: "Accuracy and UAR by sex and age" }) : null;
}

/** How training went and what the network does on the test set. */
export function curvesPlots(curves: Curves): { name: string; spec: PlotSpec }[] {
  const { protocol, fold, seed, metrics, history, synthetic } = curves;
  const labels = (what: string) => ({
    title: `${subjectTitle(curves)}: ${what}`,
    subtitle:
      `${protocolTitle(protocol, curves.corpus)}${fold ? ` (${fold})` : ""}, seed ${seed}, ` +
      `n = ${metrics.count}`,
    synthetic,
  });
  const { expectedCalibrationError, perClass } = metrics;
  const classes = curves.curves.map((own, at) => ({ ...own, ...perClass[at] }));
  return [
    { name: "training", spec: trainingHistoryPlot(history, labels("training")) },
    {
      name: "precision and recall by class",
      spec: precisionRecallPlot(
        classes.flatMap(({ precisionRecall, averagePrecision, ...own }) =>
          precisionRecall && averagePrecision !== null
            ? [{ ...own, averagePrecision, points: rowsOf(precisionRecall) }]
            : []
        ),
        labels("precision and recall by class"),
      ),
    },
    {
      name: "ROC curves by class",
      spec: rocPlot(
        classes.flatMap(({ roc, aucProbability, ...own }) =>
          roc && aucProbability !== null
            ? [{ ...own, auc: aucProbability, points: rowsOf(roc) }]
            : []
        ),
        labels("ROC curves by class"),
      ),
    },
    {
      name: "confusion",
      spec: confusionPlot(
        metrics.confusion,
        curves.classes,
        labels(`confusion, accuracy ${(100 * metrics.accuracy).toFixed(2)} %`),
      ),
    },
    {
      name: "reliability",
      spec: reliabilityPlot(metrics.reliability, {
        ...labels("reliability"),
        expectedCalibrationError,
      }),
    },
  ];
}

/** How a tuning study's strategy is called in tables and plots. */
export function strategyTitle(strategy: string): string {
  const titles: Record<string, string> = {
    bayesian: "expected improvement",
    random: "random search",
  };
  return titles[strategy] ?? strategy;
}

/** The tuning study's incumbents; null where there is no study. */
export function studyPlot({ tuningStudy }: ReproductionReport): PlotSpec | null {
  if (!tuningStudy) return null;
  const studies = tuningStudy.strategies.map(({ strategy, trials }) => ({
    name: strategyTitle(strategy),
    values: trials.map(({ value }) => value ?? null),
  }));
  return tuningConvergence(studies, {
    title: `${tuningStudy.title}: the best trial so far`,
    objective: "validation loss (nats)",
    synthetic: tuningStudy.synthetic,
  });
}

const accuracies = (rows: readonly SummaryRow[]) =>
  rows.filter(({ metric }) => metric === "accuracy");

/** What always naming the most frequent class reaches, by the curves of the random split. */
function largestShare(row: SummaryRow, curves: readonly Curves[]): number | null {
  const run = curves.find((own) =>
    own.corpus === row.corpus && own.model === row.model && own.synthetic === row.synthetic
  );
  if (!run) return null;
  const { perClass, count } = run.metrics;
  return Math.max(...perClass.map(({ support }) => support)) / count;
}

/** Columns of numbers as one object a row. */
function rowsOf<Name extends string>(columns: Record<Name, number[]>): Record<Name, number>[] {
  const names = Object.keys(columns) as Name[];
  return columns[names[0]].map((_, at) =>
    Object.fromEntries(names.map((name) => [name, columns[name][at]])) as Record<Name, number>
  );
}
