/** What notebooks import as "duygu/report": published figures beside ours, and their audit. */
export { auditPublication } from "../../report/audit/audit_publication.ts";
export { paperFAudit } from "../../report/audit/paper_f_audit.ts";
export { paperSAudit } from "../../report/audit/paper_s_audit.ts";
export { compareWithPublished } from "../../report/compare_with_published.ts";
export { leakageGaps } from "../../report/leakage_gap.ts";
export { meanInterval } from "../../report/mean_interval.ts";
export { findPublishedFigure } from "../../report/published/find_published_figure.ts";
export { publishedClassShares } from "../../report/published/published_class_shares.ts";
export { collectReport } from "../../report/reproduction/collect_report.ts";
export { comparisonPlot, gapPlot, studyPlot } from "../../report/reproduction/report_plots.ts";
export { figureTable, gapTable } from "../../report/reproduction/report_tables.ts";
export { runPlots } from "../../report/run_plots.ts";
export { summaryRows } from "../../report/summary_rows.ts";
