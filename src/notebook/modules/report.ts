/** What notebooks import as "duygu/report": published figures beside ours, and their audit. */
export type { AuditFile } from "../../report/audit/audit_file.ts";
export type { AuditFinding, AuditTable, AuditVerdict } from "../../report/audit/audit_table.ts";
export {
  type AuditOptions,
  auditPublication,
  type PublicationAudit,
} from "../../report/audit/audit_publication.ts";
export { paperFAudit, paperSAudit } from "../../report/audit/paper_audits.ts";
export {
  compareWithPublished,
  type Comparison,
  intervalNote,
  type RowInterval,
  type Verdict,
} from "../../report/compare_with_published.ts";
export type { Curves } from "../../report/curves.ts";
export {
  boardText,
  type Leaderboard,
  type LeaderboardLine,
  readLeaderboards,
} from "../../report/leaderboard.ts";
export { type LeakageGap, leakageGaps } from "../../report/leakage_gap.ts";
export type { PeerRow, PeersFile } from "../../report/peers_file.ts";
export {
  type FigureKey,
  findPublishedFigure,
  type MetricName,
  type Publication,
  publishedClassShares,
  type PublishedFigure,
  type Source,
} from "../../report/published/published_figure.ts";
export type { ClassClaim, ClassRates, Rates } from "../../report/reproduction/class_claims.ts";
export {
  collectReport,
  type CollectReportOptions,
  type MeasuredFiles,
  type ReproductionReport,
} from "../../report/reproduction/collect_report.ts";
export {
  type FigureVerdict,
  type OurValue,
  verdicts,
} from "../../report/reproduction/figure_verdicts.ts";
export type { LeftOpen } from "../../report/reproduction/left_open.ts";
export { comparisonPlot, gapPlot, studyPlot } from "../../report/reproduction/report_plots.ts";
export {
  figureTable,
  gapTable,
  type ReportTable,
} from "../../report/reproduction/report_tables.ts";
export type { Sources } from "../../report/results_files.ts";
export { type RunPlots, runPlots } from "../../report/run_plots.ts";
export { type SeedRuns, type Summary, type SummaryRow, summaryRows } from "../../report/summary.ts";
