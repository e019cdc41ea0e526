/** In: metrics. Out: tables for a terminal. */
import { type Alignment, textTable } from "../base/text_table.ts";
import type { Metrics } from "../metrics/evaluate_predictions.ts";

/** Accuracy with its interval, the macro scores, and one row a class. */
export function metricsText(metrics: Metrics): string {
  const { accuracy, accuracyInterval: { low, high } } = metrics;
  const overall = textTable(["metric", "value"], [
    ["accuracy", `${rate(accuracy)}  (95 % interval ${rate(low)} to ${rate(high)})`],
    ["macro precision", rate(metrics.macroPrecision)],
    ["macro recall", rate(metrics.macroRecall)],
    ["macro F1", rate(metrics.macroF1)],
    ["AUC, from probabilities", rate(metrics.aucProbability)],
    ["AUC, from hard labels", rate(metrics.aucHardLabel)],
    ["log loss", `${rate(metrics.logLoss)} nats`],
  ]);
  const header = ["class", "clips", "precision", "recall", "F1", "AUC", "AUC, hard labels"];
  const classes = textTable(
    header,
    metrics.perClass.map((own) => [
      own.name,
      String(own.support),
      ...[own.precision, own.recall, own.f1, own.aucProbability, own.aucHardLabel].map(rate),
    ]),
    rightButFirst(header),
  );
  return `${overall}\n\n${classes}`;
}

/** Counts, one row an actual class, one column a predicted one. */
export function confusionText({ confusion, perClass }: Metrics): string {
  const names = perClass.map(({ name }) => name);
  const header = ["actual \\ predicted", ...names];
  const rows = confusion.map((counts, index) => [names[index], ...counts.map(String)]);
  return textTable(header, rows, rightButFirst(header));
}

function rate(value: number | null): string {
  return value === null ? "-" : value.toFixed(4);
}

function rightButFirst(header: string[]): Alignment[] {
  return header.map((_, column) => column === 0 ? "left" : "right");
}
