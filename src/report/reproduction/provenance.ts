/** Which command made which numbers of the report, where and when. */
import { corpusTitle } from "../../data/registry.ts";
import { protocolTitle } from "../../plot/leakage_gap_plot.ts";
import type { ReproductionReport } from "./collect_report.ts";
import { commandOf } from "./figure_verdicts.ts";
import { subjectTitle } from "./report_plots.ts";
import type { ReportTable } from "./report_tables.ts";

/** Which command made which numbers, and on what. */
export function provenanceTable(report: ReproductionReport): ReportTable {
  const { summary, engine, tuning, tuningPeers, tuningStudy, speechPeers, audit } = report;
  const { web, hardening } = report;
  const made: [string, Made][] = [
    ...(summary?.rows ?? []).map((row): [string, Made] => [
      `${subjectTitle(row)}, ${protocolTitle(row.protocol, row.corpus)}`,
      { command: commandOf(row, summary), environment: (row.earlier ?? summary!).environment },
    ]),
    ...(engine?.rows ?? []).map((row): [string, Made] => [
      `speed: ${row.network}, ${row.operation}, ${row.precision}`,
      row.earlier ?? engine!,
    ]),
    ...(speechPeers?.rows ?? []).map((row): [string, Made] => [
      `peers: ${corpusTitle(row.corpus)}, ${protocolTitle(row.protocol, row.corpus)}`,
      row.earlier ?? speechPeers!,
    ]),
  ];
  const rest: [string, Made | null][] = [
    ["optimisation of test functions", tuning],
    ["optimisers compared", tuningPeers],
    ["tuning study", tuningStudy],
    ["web page", web],
    ["hardening", hardening],
    ["audit", audit],
  ];
  for (const [what, own] of rest) if (own) made.push([what, own]);
  const rows = made.map(([what, { command, environment }]) => [
    what,
    rerunCommand(command),
    ...machineCells(environment),
  ]);
  // Metrics of one run are one line.
  const unique = new Map(rows.map((row) => [row.join("\n"), row]));
  return {
    header: ["numbers", "made by", "when", "machine", "engine", "commit"],
    right: [],
    rows: [...unique.values()],
  };
}

interface Made {
  command: string;
  environment: Record<string, unknown>;
}

/** The command as one types it in a checkout. */
export function rerunCommand(command: string): string {
  return command.replace(/^duygu /, "npx -y deno@2.9.6 task duygu ");
}

function machineCells(environment: Record<string, unknown>): string[] {
  const { time, cpu, cores, engine, source, deno } = environment as {
    engine?: { engine?: string; version?: string };
    source?: { commit: string; dirty: boolean } | null;
  } & Record<string, unknown>;
  return [
    typeof time === "string" ? time.slice(0, 16).replace("T", " ") : "–",
    [cpu, cores && `${cores} cores`, deno && `Deno ${deno}`].filter(Boolean).join(", ") || "–",
    engine?.engine ? `${engine.engine} ${engine.version ?? ""}`.trim() : "–",
    source ? source.commit.slice(0, 12) + (source.dirty ? ", with changes" : "") : "–",
  ];
}
