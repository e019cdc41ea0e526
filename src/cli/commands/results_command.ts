/** The command `results`: the runs, filtered and sorted, as a table, CSV or JSON. */
import { type Command, Option } from "commander";
import { csvLine } from "../../base/csv.ts";
import { isFolder } from "../../base/files.ts";
import { type Alignment, didYouMean, textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { protocols } from "../../data/corpus.ts";
import { knowledgeTitles } from "../../metrics/knowledge.ts";
import { type ListedRun, listRuns, runKinds, runStates } from "../../train/list_runs.ts";
import { networkKinds } from "../../train/network_config.ts";
import { claimText } from "../../train/run_figures.ts";
import { commaChoicesOption, commaListOption, wholeNumberOption } from "../options.ts";

interface ResultsFlags {
  runs: string;
  corpus?: string[];
  protocol?: string[];
  network?: string[];
  model?: string[];
  kind?: ListedRun["kind"] & string;
  seed?: number;
  state?: ListedRun["state"];
  sort: keyof ListedRun;
  csv?: true;
  json?: true;
}

/** What the runs can be sorted by; scores fall, all else rises. */
const sortKeys = [
  "name",
  "time",
  "corpus",
  "protocol",
  "seed",
  "network",
  "model",
  "state",
  "accuracy",
  "macroRecall",
  "macroF1",
  "aucProbability",
] as (keyof ListedRun)[];
const falling: readonly (keyof ListedRun)[] = [
  ...["accuracy", "macroRecall", "macroF1", "aucProbability"] as const,
];

/** Adds `results` to the program. */
export function addResultsCommand(program: Command): void {
  program
    .command("results")
    .description("List the runs with their configuration, state and test scores")
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--corpus <ids>", "only these, separated by commas", commaListOption)
    .option("--protocol <names>", "only these, separated by commas", commaChoicesOption(protocols))
    .option(
      "--network <kinds>",
      "only these, such as emotionUnet",
      commaChoicesOption(networkKinds),
    )
    .option("--model <names>", "only these, such as linearFunctionals", commaListOption)
    .addOption(
      new Option(
        "--kind <kind>",
        "only these: transductive runs were adapted to the clips they are tested on, final ones have no test set",
      ).choices(runKinds),
    )
    .option("--seed <number>", "only this one", wholeNumberOption)
    .addOption(new Option("--state <name>", "only runs in this state").choices(runStates))
    .addOption(
      new Option("--sort <column>", "scores best first, all else rising")
        .choices(sortKeys).default("name"),
    )
    .addOption(new Option("--csv", "print CSV with every column").conflicts("json"))
    .option("--json", "print JSON with every column")
    .addHelpText(
      "after",
      "\nRuns of other protocols, and with more known of their speakers, have other figures: sorted by " +
        "a\nscore, transductive runs come after all others.\n\nExample:\n  duygu results --corpus turev,tess --sort accuracy --csv > runs.csv",
    )
    .action(async (flags: ResultsFlags) => {
      if (!await isFolder(flags.runs)) {
        throw new UserError(`Expected a folder of runs at ${flags.runs}, but there is none`);
      }
      const all = await listRuns(flags.runs);
      const runs = sortRuns(filterRuns(all, flags), flags.sort);
      if (flags.json) console.log(JSON.stringify(runs, null, 2));
      else if (flags.csv) console.log(resultsCsv(runs));
      else {
        if (runs.length === 0) {
          const corpora = all.flatMap(({ corpus }) => corpus ?? []);
          const end = flags.corpus?.map((id) => didYouMean(id, corpora)).find(Boolean) ?? "";
          throw new UserError(`Expected runs in ${flags.runs} that fit, but found none${end}`);
        }
        console.log(resultsText(runs));
      }
    });
}

type Filters = Pick<
  ResultsFlags,
  "corpus" | "protocol" | "network" | "model" | "kind" | "seed" | "state"
>;

/** The runs that fit every filter given. */
export function filterRuns(runs: ListedRun[], filters: Filters): ListedRun[] {
  const { corpus, protocol, network, model, kind, seed, state } = filters;
  const fits = (wanted: string[] | undefined, found: string | null) =>
    wanted === undefined || found !== null && wanted.includes(found);
  return runs.filter((run) =>
    fits(corpus, run.corpus) && fits(protocol, run.protocol) && fits(network, run.network) &&
    fits(model, run.model) && (kind === undefined || run.kind === kind) &&
    (seed === undefined || run.seed === seed) && (state === undefined || run.state === state)
  );
}

/**
 * The runs by one column; those without a value come last, equals keep their order. By a score,
 * transductive runs come after the others: theirs are of clips that they learned from.
 */
export function sortRuns(runs: ListedRun[], by: keyof ListedRun): ListedRun[] {
  const isScore = falling.includes(by);
  const sign = isScore ? -1 : 1;
  const rank = ({ kind, [by]: value }: ListedRun) =>
    value === null ? 2 : isScore && kind === "transductive" ? 1 : 0;
  return runs.toSorted((first, second) => {
    const [{ [by]: a }, { [by]: b }] = [first, second];
    const ranks = rank(first) - rank(second);
    if (ranks !== 0) return ranks;
    if (a === b || a === null || b === null) return 0;
    return a < b ? -sign : sign;
  });
}

/** Every column, one row a run; what has no value is empty. */
export function resultsCsv(runs: ListedRun[]): string {
  const columns = [
    "folder",
    "name",
    "state",
    "time",
    "corpus",
    "synthetic",
    "protocol",
    "fold",
    "seed",
    "network",
    "model",
    "variant",
    "kind",
    "knowledge",
    "count",
    "accuracy",
    "macroRecall",
    "macroF1",
    "aucProbability",
    "claimed",
    "fault",
  ] as (keyof ListedRun)[];
  return [columns, ...runs.map((run) => columns.map((column) => run[column] ?? ""))]
    .map(csvLine).join("\n");
}

/** The table of `results`, and below it what differs of runs, and why some are broken. */
export function resultsText(runs: ListedRun[], columns?: number): string {
  const header = [
    "run",
    "corpus",
    "protocol",
    "fold",
    "seed",
    "model",
    "known of speakers",
    "clips",
    "accuracy",
    "UAR",
    "macro F1",
    "state",
  ];
  const right = ["seed", "clips", "accuracy", "UAR", "macro F1"];
  const rows = runs.map((run) => [
    run.synthetic ? `${run.name} (SYNTHETIC)` : run.name,
    run.corpus ?? "-",
    run.protocol ?? "-",
    run.fold || "-",
    String(run.seed ?? "-"),
    run.model === null ? "-" : [run.model, run.variant].filter(Boolean).join(", "),
    run.knowledge === null ? "-" : knowledgeTitles[run.knowledge],
    String(run.count ?? "-"),
    run.accuracy?.toFixed(4) ?? "-",
    run.macroRecall?.toFixed(4) ?? "-",
    run.macroF1?.toFixed(4) ?? "-",
    run.state + claimText(run),
  ]);
  const alignment = header.map((title): Alignment => right.includes(title) ? "right" : "left");
  const faults = runs.filter(({ fault }) => fault).map(({ name, fault }) => `${name}: ${fault}`);
  // A run's name has corpus, model, protocol, fold and seed, and says where it was adapted, but not
  // from which weights it starts and what it learned from, whose column may be left out.
  const variants = runs.filter(({ variant, kind }) => variant && kind !== "transductive")
    .map(({ name, variant }) => `${name}: ${variant}`);
  const drop = ["macro F1", "seed", "fold", "corpus", "protocol", "model", "clips"];
  const table = textTable(header, rows, alignment, {
    columns,
    drop,
    allBy: "--csv has all",
  });
  const below = [...variants, ...faults];
  return [table, ...below.length ? ["", ...below] : []].join("\n");
}
