/** What notebooks import as "duygu/report": published figures beside ours, and their audit. */
export type { AuditFile } from "../../report/audit/audit_file.ts";
export type { AuditFinding, AuditVerdict } from "../../report/audit/audit_finding.ts";
export {
  type AuditOptions,
  auditPublication,
  type PublicationAudit,
} from "../../report/audit/audit_publication.ts";
export type { AuditTable } from "../../report/audit/audit_table.ts";
export { paperFAudit } from "../../report/audit/paper_f_audit.ts";
export { paperSAudit } from "../../report/audit/paper_s_audit.ts";
export {
  compareWithPublished,
  type Comparison,
  type Verdict,
} from "../../report/compare_with_published.ts";
export type { Curves } from "../../report/curves.ts";
export { type LeakageGap, leakageGaps } from "../../report/leakage_gap.ts";
export { intervalNote, type RowInterval } from "../../report/row_interval.ts";
export {
  type FigureKey,
  findPublishedFigure,
} from "../../report/published/find_published_figure.ts";
export { publishedClassShares } from "../../report/published/published_class_shares.ts";
export type {
  MetricName,
  Publication,
  PublishedFigure,
  Source,
} from "../../report/published/published_figure.ts";
export type { ClassClaim } from "../../report/reproduction/class_claims.ts";
export type { ClassRates, Rates } from "../../report/reproduction/class_rates.ts";
export {
  collectReport,
  type ReproductionReport,
} from "../../report/reproduction/collect_report.ts";
export {
  type FigureVerdict,
  type OurValue,
  verdicts,
} from "../../report/reproduction/figure_verdicts.ts";
export type { LeftOpen } from "../../report/reproduction/left_open.ts";
export type { MeasuredFiles } from "../../report/reproduction/measured_files.ts";
export { comparisonPlot, gapPlot, studyPlot } from "../../report/reproduction/report_plots.ts";
export {
  figureTable,
  gapTable,
  type ReportTable,
} from "../../report/reproduction/report_tables.ts";
export { type RunPlots, runPlots } from "../../report/run_plots.ts";
export type { Summary, SummaryRow } from "../../report/summary.ts";
export { type SeedRuns, summaryRows } from "../../report/summary_rows.ts";
