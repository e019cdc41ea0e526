/** The command `bench web`: the page's server, from request to answer and under load. */
import type { Command } from "commander";
import { benchWeb, type BenchWebOptions } from "../../../../bench/web.ts";
import { globalOptions } from "../../create_program.ts";
import { publishOption, typedCommand, wholeNumberOption } from "../../options.ts";

type WebBenchFlags = Omit<BenchWebOptions, "dataRoot" | "engine" | "quiet" | "command">;

/** Adds `bench web`. */
export function addWebBenchCommand(bench: Command): void {
  bench
    .command("web")
    .description("Measure the page's server: time of an answer, many clients, memory")
    .option(
      "--face-run <dir>",
      "the run for faces; by default the best one, else the pretrained networks",
    )
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--requests <count>", "timed requests", wholeNumberOption, 200)
    .option("--clients <count>", "clients at once", wholeNumberOption, 50)
    .option("--seconds <number>", "how long they send requests", wholeNumberOption, 60)
    .option(
      "--live <minutes>",
      "measure the page in Chromium instead, live for so long: pictures a second, memory by minute",
      wholeNumberOption,
    )
    .option("--out <file>", "where the result goes", "reports/web.json")
    .addOption(publishOption({ out: "results/web.json" }))
    .option("--json", "print the rows as JSON instead of a table")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu bench web --face-run runs/fer2013-compactResNet-official-seed1-*\n" +
        "  duygu bench web --live 60",
    )
    .action(async (flags: WebBenchFlags, command: Command) => {
      const { data, engine, quiet } = globalOptions(command);
      await benchWeb({ ...flags, dataRoot: data, engine, quiet, command: typedCommand() });
    });
}
