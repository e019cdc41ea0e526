/** The command `bench ablation`: ablation of the small speech networks. */
import { type Command, Option } from "commander";
import { benchAblation, type BenchAblationOptions } from "../../../../bench/ablation.ts";
import { speechModels } from "../../../train/network_config.ts";
import { globalOptions } from "../../create_program.ts";
import { addJobOptions, type JobFlags, openCommandJobs } from "../../job_options.ts";
import { publishOption, typedCommand, wholeNumberOption } from "../../options.ts";

type AblationFlags =
  & Omit<BenchAblationOptions, "dataRoot" | "quiet" | "command">
  & JobFlags
  & { runs: string };

/** Adds `bench ablation`. */
export function addAblationBenchCommand(bench: Command): void {
  const ablation = bench
    .command("ablation")
    .description("Ablate the small speech networks: effect of each part on unseen speakers")
    .option("--corpora <ids...>", "whose speakers are left out in turn", ["turev", "tess"])
    .addOption(
      new Option("--models <kinds...>", "which networks").choices(speechModels)
        .default(["denseFunctionals", "cnnBiLstm"]),
    )
    .option("--seeds <number>", "how many seeds", wholeNumberOption, 3)
    .addOption(
      new Option("--whole <kinds...>", "of which only the network as it is").choices(speechModels),
    )
    .option("--runs <dir>", "folder of the runs, finished ones are not run again", "runs")
    .option("--out <path>", "where PATH.json and PATH.md go", "reports/ablation")
    .addOption(publishOption({ out: "results/ablation" }))
    .option("--json", "print the rows as JSON instead of a table");
  addJobOptions(ablation)
    .addHelpText(
      "after",
      "\nExample:\n  duygu bench ablation --corpora turev --models denseFunctionals",
    )
    .action(async ({ runs, ...flags }: AblationFlags, command: Command) => {
      const { data, quiet } = globalOptions(command);
      const common = { dataRoot: data, quiet, command: typedCommand() };
      const jobs = await openCommandJobs(flags, runs, command);
      await benchAblation({ ...flags, ...common }, jobs).finally(() => jobs.close());
    });
}
