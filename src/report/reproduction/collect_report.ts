/** In: a folder of results. Out: all that the reproduction report says, as one object. */
import { describeEnvironment, type Environment } from "../../base/describe_environment.ts";
import { isFolder } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import { type AuditFile, readAudit } from "../audit/audit_file.ts";
import type { Curves } from "../curves.ts";
import { type LeakageGap, leakageGaps } from "../leakage_gap.ts";
import type { Summary } from "../summary.ts";
import { readAllCurves } from "../write_curves.ts";
import { readSummary } from "../write_summary.ts";
import { type ClassClaim, classClaims } from "./class_claims.ts";
import { type ClassRates, classRates } from "./class_rates.ts";
import { type FigureVerdict, figureVerdicts } from "./figure_verdicts.ts";
import { type LeftOpen, leftOpen } from "./left_open.ts";
import { type MeasuredFiles, readMeasuredFiles } from "./measured_files.ts";

/** What HTML, Markdown and JSON are made from. */
export interface ReproductionReport extends MeasuredFiles {
  /** Where the report itself was put together. */
  environment: Environment;
  /** The call that wrote it. */
  command: string;
  /** A verdict on every published figure. */
  figures: FigureVerdict[];
  /** Paper F's rates of each class beside ours. */
  rates: ClassRates[];
  /** What the papers say about the order of classes. */
  claims: ClassClaim[];
  /** Measured accuracies; null where nothing was trained. */
  summary: Summary | null;
  /** What stricter splits cost. */
  gaps: LeakageGap[];
  /** Curves of the runs that the figures come from. */
  curves: Curves[];
  /** Findings of both papers' audit; null where it has not been written. */
  audit: AuditFile | null;
  /** What the papers do not say. */
  leftOpen: readonly LeftOpen[];
  /** What the results lack, and the command that makes it. */
  missing: { what: string; command: string }[];
}

/**
 * Reads every result in `folder`; what is not there is listed as missing.
 * Throws UserError where the folder is missing or a file malformed.
 */
export async function collectReport(
  folder: string,
  { command }: { command: string },
): Promise<ReproductionReport> {
  if (!await isFolder(folder)) {
    throw new UserError(
      `Expected a folder of results at ${folder}, but there is none; \`bench\` makes one`,
    );
  }
  const summary = await readSummary(folder);
  const curves = await readAllCurves(folder);
  const audit = await readAudit(folder);
  const measured = await readMeasuredFiles(folder);
  return {
    environment: await describeEnvironment(),
    command,
    figures: figureVerdicts(summary, curves),
    rates: classRates(curves),
    claims: classClaims(curves),
    summary,
    gaps: leakageGaps(summary?.rows ?? []),
    curves,
    ...measured,
    audit,
    leftOpen,
    missing: missingParts({ summary, curves, audit, ...measured }),
  };
}

type Parts = MeasuredFiles & Pick<ReproductionReport, "summary" | "curves" | "audit">;

function missingParts({ summary, curves, audit, ...measured }: Parts) {
  const rows = (summary?.rows ?? []).filter(({ synthetic }) => !synthetic);
  const has = (corpus: string) => rows.some((row) => row.corpus === corpus);
  const parts: [boolean, string, string][] = [
    [has("turev"), "Accuracy on TurEV-DB", "bench turev"],
    [has("tess"), "Accuracy on TESS", "bench tess"],
    [
      rows.some(({ corpus, model }) => corpus === "anad" && model === "EmotionUnet"),
      "Accuracy on ANAD's recordings",
      "bench anad",
    ],
    [has("banglaser"), "Accuracy on BanglaSER", "bench banglaser"],
    [has("fer2013"), "Accuracy on FER2013", "bench fer2013"],
    [curves.length > 0, "Curves, confusion and calibration", "bench"],
    [measured.engine !== null, "Speed against Keras and PyTorch", "bench engine"],
    [measured.tuning !== null, "Bayesian optimisation against scikit-optimize", "bench tuning"],
    [measured.tuningStudy !== null, "The tuning study", "bench tuning-study"],
    [audit !== null, "The audit of the published figures", "audit"],
    [measured.web !== null, "The web page's figures", "bench web"],
  ];
  return parts.filter(([isThere]) => !isThere).map(([, what, command]) => ({ what, command }));
}
