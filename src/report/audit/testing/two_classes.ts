/** Tests only. Out: one-against-the-rest tables of two classes, to vary. */
import type { AuditEntry } from "../audit_table.ts";
import { entry } from "./printed.ts";

/** A class's rates as printed. */
export interface PrintedRates {
  truePositive: string;
  falseNegative: string;
  trueNegative: string;
  falsePositive: string;
  share?: string;
  auc?: string;
}

/** 60 calm and 40 sad clips, 6 calm called sad and 8 sad called calm: all rates fit. */
export const calmRates: PrintedRates = {
  truePositive: "90 %",
  falseNegative: "10 %",
  trueNegative: "80 %",
  falsePositive: "20 %",
  share: "60 %",
};

/** See {@link calmRates}. */
export const sadRates: PrintedRates = {
  truePositive: "80 %",
  falseNegative: "20 %",
  trueNegative: "90 %",
  falsePositive: "10 %",
  share: "40 %",
};

/** The tables of both classes with an accuracy. */
export function twoClasses(
  calm: Partial<PrintedRates> = {},
  sad: Partial<PrintedRates> = {},
  accuracy = "86 %",
): AuditEntry<"classTables"> {
  const rates = (name: string, { auc, ...own }: PrintedRates) => ({
    name,
    source: `${name}'s table`,
    ...own,
    ...auc ? { auc: { source: "figure", value: auc } } : {},
  });
  return entry("classTables", {
    subject: "two classes",
    accuracy: { source: "abstract", value: accuracy },
    classes: [rates("calm", { ...calmRates, ...calm }), rates("sad", { ...sadRates, ...sad })],
  });
}
