/** The command `errors RUN…`: the clips that every network gets wrong, in a page that plays them. */
import { type Command, Option } from "commander";
import { writeFileWhole } from "../../base/files.ts";
import { textTable } from "../../base/text.ts";
import { type Knowledge, knowledgeKinds } from "../../metrics/knowledge.ts";
import { analyseErrors, type ErrorAnalysis, errorPage } from "../../report/error_page.ts";
import { globalOptions } from "../create_program.ts";

/** Adds `errors` to the program. */
export function addErrorsCommand(program: Command): void {
  program
    .command("errors")
    .description("List the clips that every network gets wrong, by speaker and text")
    .argument(
      "<runs...>",
      "folders of finished runs of one corpus of recordings, such as all folds of models",
    )
    .addOption(
      new Option("--knowledge <kind>", "of the tested speakers; the runs' headline by default")
        .choices(knowledgeKinds.filter((kind) => kind !== "labelled")),
    )
    .option("--out <file>", "write a page that plays them, for this machine alone")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu errors runs/turev-*-speaker-* --out errors.html",
    )
    .action(async (
      runs: string[],
      { knowledge, out, json }: { knowledge?: Knowledge; out?: string; json?: true },
      command: Command,
    ) => {
      const { data } = globalOptions(command);
      const analysis = await analyseErrors(runs, { knowledge, dataRoot: data });
      console.log(json ? JSON.stringify(analysis, null, 2) : errorsText(analysis));
      if (out === undefined) return;
      await writeFileWhole(out, errorPage(analysis));
      console.error(`Page: ${out}`);
    });
}

/** Rows of the list. */
const MOST_ROWS = 20;

function errorsText({ title, synthetic, clips, wrong, speakers }: ErrorAnalysis): string {
  return [
    `${
      synthetic ? "SYNTHETIC data (generated, not speech)" : title
    }: ${wrong.length} of ${clips} ` +
    "tested clips are wrong with every network",
    textTable(
      ["speaker", "clips", "wrong"],
      speakers.map(({ name, clips, wrong }) => [name, String(clips), String(wrong)]),
    ),
    textTable(
      ["clip", "actual", "predicted", "probability"],
      wrong.slice(0, MOST_ROWS).map(({ id, label, predicted, probability }) => [
        id,
        label,
        [...new Set(predicted)].join(", "),
        probability.toFixed(3),
      ]),
    ) + (wrong.length > MOST_ROWS ? `\n… and ${wrong.length - MOST_ROWS} more` : ""),
  ].join("\n\n");
}
