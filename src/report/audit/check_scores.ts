/** Whether one confusion matrix has all of a test set's accuracy, precision, recall, F1 and AUC. */
import { type AuditEntry, type AuditFinding, percent, printedRange } from "./audit_table.ts";
import { nearestHits, possibleHits } from "./check_rates.ts";
import {
  type Bounds,
  confusionOfMargins,
  findMargins,
  type MarginScores,
  marginScores,
  scoreBounds,
  type ScoreTargets,
  type TestedPart,
} from "./margins.ts";

/** Class counts of a random draw are granted so many standard deviations. */
const DEVIATIONS = 4;

const TITLES: Record<keyof MarginScores, string> = {
  macroPrecision: "macro precision",
  macroRecall: "macro recall",
  macroF1: "macro F1",
  aucHardMacro: "macro AUC of hard labels",
  aucHardWeighted: "AUC of hard labels weighted by class",
};

type Scores = AuditEntry<"scores">;

/**
 * Whether some confusion matrix has accuracy, precision, recall and F1 together, and then the AUC
 * as well, in one of the ways in which it may be averaged: where only some readings fit, that is a
 * finding, for the figure is right and its definition told. Impossible scores are proved so by
 * {@link scoreBounds}; possible ones are shown by a matrix. AUCs of hard labels only: from
 * probabilities any AUC can go with any matrix.
 */
export function checkScores(entry: Scores): AuditFinding[] {
  const targets: ScoreTargets = {};
  for (const name of ["macroPrecision", "macroRecall", "macroF1"] as const) {
    if (entry[name]) targets[name] = printedRange(entry[name]);
  }
  const findings: AuditFinding[] = [];
  if (Object.keys(targets).length > 0) {
    findings.push(together(entry, targets, "one confusion matrix has all scores"));
  }
  if (entry.auc) {
    findings.push(aucReadings(entry, targets, printedRange(entry.auc)));
  }
  const averaging = weightedRecall(entry);
  return averaging ? [averaging, ...findings] : findings;
}

/** All readings of the AUC in one finding. */
function aucReadings(entry: Scores, targets: ScoreTargets, auc: Bounds): AuditFinding {
  const { subject, source } = entry;
  const names = ["aucHardMacro", "aucHardWeighted"] as const;
  const readings = names.map((name) => ({
    name: TITLES[name],
    ...together(entry, { ...targets, [name]: auc }, ""),
  }));
  const fitting = readings.filter(({ verdict }) => verdict === "consistent");
  const words = {
    consistent: "fits",
    inconsistent: "cannot be",
    finding: "",
    "undetermined": "",
  };
  const lines = readings.map(({ name, verdict, arithmetic }) =>
    `read as ${name} it ${words[verdict] || "may or may not fit"}: ${arithmetic}`
  );
  const base = { subject, source, arithmetic: lines.join(" / ") };
  if (fitting.length && fitting.length < readings.length) {
    const only = fitting.map(({ name }) => name).join(" or ");
    return { ...base, check: `only one reading of the AUC fits, the ${only}`, verdict: "finding" };
  }
  const isRefuted = readings.every(({ verdict }) => verdict === "inconsistent");
  return {
    ...base,
    check: "one confusion matrix has all scores and the AUC",
    verdict: fitting.length ? "consistent" : isRefuted ? "inconsistent" : "undetermined",
  };
}

function together(entry: Scores, targets: ScoreTargets, check: string): AuditFinding {
  const { subject, source, tested, accuracy } = entry;
  const limits = classLimits(entry);
  const exact = possibleHits(accuracy, tested).map(({ hits }) => hits);
  const candidates = exact.length > 0 ? exact : nearestHits(accuracy, tested);
  const given = exact.length > 0 ? "" : `no whole number of hits gives ${accuracy.text}; `;
  const parts = candidates.map((hits): TestedPart => ({ tested, hits, limits }));
  const refuted = parts.map((part) => refutation(part, targets));
  const where = `${given}hits: ${candidates.join(" or ")}; ${limitsText(entry, limits)}`;
  const base = { check, subject, source };
  if (refuted.every((reason) => reason !== null)) {
    return {
      ...base,
      verdict: "inconsistent",
      arithmetic: `${where}; ${[...new Set(refuted)].join("; ")}`,
    };
  }
  for (const part of parts) {
    const witness = findMargins(part, targets);
    if (!witness) continue;
    const scores = marginScores(witness);
    const names = Object.keys(targets) as (keyof MarginScores)[];
    const values = names.map((name) => `${TITLES[name]} ${percent(scores[name])}`);
    return {
      ...base,
      verdict: "consistent",
      arithmetic: `${where}; for example the matrix (rows: actual ` +
        `${Object.keys(entry.classCounts).join(", ")}) ${
          matrixText(confusionOfMargins(witness))
        } ` +
        `with accuracy ${percent(part.hits / tested)}, ${values.join(", ")}`,
    };
  }
  return {
    ...base,
    verdict: "undetermined",
    arithmetic: `${where}; a search found no matrix with all of them, and no proof that there is ` +
      "none",
  };
}

/** Why a score is impossible; null where the bounds allow all. */
function refutation(part: TestedPart, targets: ScoreTargets): string | null {
  const bounds = scoreBounds(part, targets.macroRecall);
  for (const name of Object.keys(bounds) as (keyof typeof bounds)[]) {
    const target = targets[name];
    if (!target) continue;
    const { low, high } = bounds[name];
    if (target.low <= high && target.high >= low) continue;
    const assumed = name === "aucHardMacro" && targets.macroRecall
      ? " with the printed recall"
      : "";
    const errors = part.tested - part.hits;
    return `with ${errors} error${errors === 1 ? "" : "s"} ${TITLES[name]}${assumed} lies from ` +
      `${percent(low)} to ${percent(high)}, not at ${printedText(target)}`;
  }
  return null;
}

const printedText = ({ low, high }: Bounds) => `${percent(low)} to ${percent(high)}`;

/** A recall weighted by the classes' clips is the accuracy, and so is a micro average. */
function weightedRecall({ subject, source, accuracy, macroRecall }: Scores): AuditFinding | null {
  if (!macroRecall) return null;
  const [a, r] = [printedRange(accuracy), printedRange(macroRecall)];
  const equal = a.low <= r.high && r.low <= a.high;
  return {
    check: "the recall is a macro average",
    subject,
    verdict: equal ? "undetermined" : "consistent",
    arithmetic: equal
      ? `recall ${macroRecall.text} equals accuracy ${accuracy.text}, as a weighted or micro ` +
        "average always does"
      : `a weighted or micro average would equal the accuracy: ${macroRecall.text} against ` +
        accuracy.text,
    source,
  };
}

/**
 * The counts of the tested part where they are known; else {@link DEVIATIONS} standard deviations
 * of the hypergeometric distribution around a proportional draw.
 */
function classLimits({ tested, classCounts, classCountsAre }: Scores): TestedPart["limits"] {
  const counts = Object.values(classCounts);
  if (classCountsAre === "tested") return counts.map((count) => ({ low: count, high: count }));
  if (classCountsAre === "at most") {
    return counts.map((count) => ({ low: 1, high: Math.min(count, tested - counts.length + 1) }));
  }
  const whole = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => {
    const share = count / whole;
    const variance = tested * share * (1 - share) * (whole - tested) / Math.max(1, whole - 1);
    const spread = DEVIATIONS * Math.sqrt(variance);
    return {
      low: Math.max(0, Math.ceil(tested * share - spread)),
      high: Math.min(count, Math.floor(tested * share + spread)),
    };
  });
}

function limitsText({ classCounts, classCountsAre }: Scores, limits: TestedPart["limits"]): string {
  const each = Object.keys(classCounts).map((name, at) =>
    limits[at].low === limits[at].high
      ? `${name} ${limits[at].low}`
      : `${name} ${limits[at].low} to ${limits[at].high}`
  );
  return `clips tested: ${each.join(", ")}` +
    (classCountsAre === "drawn from"
      ? ` (${DEVIATIONS} standard deviations of a random draw)`
      : "");
}

const matrixText = (matrix: number[][]) => `[${matrix.map((row) => row.join(" ")).join("; ")}]`;
