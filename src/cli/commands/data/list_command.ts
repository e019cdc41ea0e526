/** The command `data list`: every known corpus and whether it is here. */
import type { Command } from "commander";
import { textTable } from "../../../base/text.ts";
import { type CorpusStatus, listCorpora } from "../../../data/find_corpus.ts";

/** Adds `list` to `data`. */
export function addListCommand(data: Command): void {
  data
    .command("list")
    .description("List the known corpora and those found on this machine")
    .option("--json", "print JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu data list --data ~/corpora")
    .action(async (_options: object, command: Command) => {
      const options: { data?: string; json?: true } = command.optsWithGlobals();
      const statuses = await listCorpora({ dataRoot: options.data });
      console.log(options.json ? JSON.stringify(statuses, null, 2) : listText(statuses));
    });
}

/** The table of `data list`, and below it how to get what is missing. */
function listText(statuses: CorpusStatus[]): string {
  const header = ["corpus", "title", "language", "clips", "published", "what", "where"];
  const rows = statuses.map(({ info, counts, kind, root, fault }) => [
    info.id,
    info.title,
    info.language,
    root === undefined || fault ? "-" : String(total(counts)),
    info.publishedCounts && !info.synthetic ? String(total(info.publishedCounts)) : "-",
    fault ? "broken" : info.synthetic ? "generated" : kind ?? "missing",
    root ?? "",
  ]);
  const table = textTable(header, rows, ["left", "left", "left", "right", "right", "left", "left"]);
  const notes = statuses.flatMap(({ info, root, fault }) => {
    if (fault) return [`${info.title}: ${fault}`];
    return root === undefined ? [`${info.title} is not here. ${info.howToGet}`] : [];
  });
  return [table, ...notes.length ? ["", ...notes] : []].join("\n");
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
