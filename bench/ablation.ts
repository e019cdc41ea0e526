/**
 * The ablation of the small speech networks. What: how much is each part of their configuration
 * worth to unseen speakers?
 *
 * Protocol: leave one speaker out, every speaker of the corpus in turn and several seeds, which
 * also draw the validation speaker; each variant changes one part. Then the mean of the seeds'
 * probabilities, and of all networks', speaker by speaker. Then networks are adapted to the tested
 * speaker's unlabelled clips: by clusters where those of the training speakers are pure, by
 * self-training elsewhere; the differences of these rows are to the network of functionals as it
 * is. What validation was used for: to choose the weights of the best epoch. Default configurations
 * were chosen on TurEV-DB's validation speakers; on TESS, whose validation set shares the speaker
 * with the training set, nothing was chosen.
 *
 * Budget: minutes a network and corpus. Interrupted, the same command goes on.
 *
 * Run: duygu bench ablation
 */
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../src/base/files.ts";
import { jsonText, readJson } from "../src/base/json.ts";
import type { Corpus } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { splitFolds } from "../src/data/splits/split_corpus.ts";
import { currentEngine } from "../src/engine/select_engine.ts";
import type { Knowledge } from "../src/metrics/knowledge.ts";
import { allRuns, type Jobs } from "../src/jobs/run_jobs.ts";
import { defaultConfig } from "../src/train/default_config.ts";
import { ensembleRuns } from "../src/train/ensemble_runs.ts";
import { type ModelName, modelTitle } from "../src/train/network_config.ts";
import { lineWith } from "../src/train/predictions.ts";
import {
  ablationMarkdown,
  type AblationMeasurement,
  type AblationRow,
  ablationRow,
  ablationRowSchema,
  tableOf,
  withEarlierRows,
} from "./ablation/ablation_row.ts";
import {
  measureAdaptation,
  measureClusterAdaptation,
  measureClusters,
} from "./ablation/adaptation.ts";
import { variantsOf, WHOLE } from "./ablation/variants.ts";

/** Of the tested speakers: variants are told apart by what they make of it. */
const KNOWN = "unlabelled";

/** What is taken apart. */
export interface BenchAblationOptions {
  corpora: readonly string[];
  models: readonly ModelName[];
  /** How many seeds, from 1. */
  seeds: number;
  /** Networks that are not taken apart, only trained as they are. */
  whole?: readonly ModelName[];
  dataRoot?: string;
  /** Where `${out}.json` and `${out}.md` go. */
  out: string;
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/**
 * Asks for the runs, then writes and prints the table; rows of the file that are not measured anew
 * stay, marked as earlier ones. Throws UserError as Jobs.run does.
 */
export async function benchAblation(options: BenchAblationOptions, jobs: Jobs): Promise<void> {
  const rows: AblationRow[] = [];
  const earlier = await readEarlier(`${options.out}.json`);
  for (const id of options.corpora) {
    const corpus = await requireCorpus(id, { dataRoot: options.dataRoot, recheck: true });
    rows.push(...await ablateCorpus(corpus, { ...options, jobs }));
    await write(rows, options, earlier);
  }
  console.log(options.json ? JSON.stringify(rows, null, 2) : tableOf(rows));
}

/** The options with who makes the runs. */
type AblationOptions = BenchAblationOptions & { jobs: Jobs };

async function ablateCorpus(
  corpus: Corpus,
  options: AblationOptions,
): Promise<AblationRow[]> {
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
  const speakers = splitFolds(corpus, "speaker");
  const rows: AblationRow[] = [];
  /** [speaker][run], of the whole configurations. */
  const wholeRuns: string[][] = speakers.map(() => []);
  let functionals: Measured | undefined;
  const variants = options.models.flatMap((model) =>
    variantsOf(model)
      .filter(({ name }) => !options.whole?.includes(model) || name === WHOLE)
      .map((variant) => ({ model, ...variant }))
  );
  // [variant][seed][speaker].
  const asked = variants.map(({ model, change }) =>
    seeds.map((seed) =>
      allRuns(speakers.map((fold) =>
        options.jobs.run(
          change(defaultConfig(corpus, { model, protocol: "speaker", fold, seed })),
          corpus,
        )
      ))
    )
  );
  const made = await allRuns(asked.map((ofVariant) => allRuns(ofVariant)));
  for (const model of options.models) {
    const common = {
      corpus: corpus.id,
      network: modelTitle(model),
      speakers,
    };
    const ownRuns: string[][] = speakers.map(() => []);
    let whole: AblationMeasurement | undefined;
    for (const [at, { model: own, name }] of variants.entries()) {
      if (own !== model) continue;
      let knowledge: Knowledge | undefined;
      const accuracies = made[at].map((ofSeed) =>
        ofSeed.map((result, speaker) => {
          if (name === WHOLE) ownRuns[speaker].push(result.folder);
          const line = lineWith(result.metrics.lines, KNOWN)!;
          knowledge = line.knowledge;
          return line.accuracy;
        })
      );
      const measured = { ...common, variant: name, knowledge, seeds, accuracies };
      rows.push(ablationRow(measured, whole));
      whole ??= measured;
    }
    ownRuns.forEach((runs, at) => wholeRuns[at].push(...runs));
    if (model === "denseFunctionals") functionals = { runs: ownRuns, whole: whole! };
    if (model === "linearFunctionals" || model === "voiceFunctionals") {
      rows.push(...await adaptLinear(corpus, model, { runs: ownRuns, whole: whole! }, options));
    }
    if (seeds.length > 1) {
      const together = { ...common, variant: "the seeds' networks together", seeds };
      rows.push(await ensembleRow(together, ownRuns, whole!));
    }
  }
  if (options.models.length > 1) {
    const network = options.models.map(modelTitle).join(" + ");
    const variant = "all networks together";
    rows.push(
      await ensembleRow({ corpus: corpus.id, network, variant, seeds, speakers }, wholeRuns),
    );
  }
  if (functionals === undefined) return rows;
  const adaptation = { ...options, seeds, speakers };
  const all = { network: "all networks", teachers: wholeRuns };
  const clusters = await measureClusters(corpus, { ...adaptation, ...all });
  const measured = [clusters.measured];
  if (!clusters.arePure) {
    const own = { model: "denseFunctionals", teachers: bySeed(functionals.runs) } as const;
    measured.push(...await measureAdaptation(corpus, { ...adaptation, ...own }));
  }
  const adapted = measured.map((row) =>
    ablationRow({ ...row, corpus: corpus.id }, functionals.whole)
  );
  return [...rows, ...adapted];
}

/** Networks of one kind: their folders, [speaker][seed], and what they reach. */
interface Measured {
  runs: string[][];
  whole: AblationMeasurement;
}

/**
 * What clusters of the linear networks' own functionals say; then the networks adapted, from the
 * clusters where these are pure, from what they say themselves elsewhere.
 */
async function adaptLinear(
  corpus: Corpus,
  model: ModelName,
  { runs, whole }: Measured,
  options: AblationOptions,
): Promise<AblationRow[]> {
  const { seeds, speakers, network } = whole;
  const common = { ...options, seeds, speakers };
  const { measured, arePure } = await measureClusters(corpus, {
    ...common,
    network,
    teachers: runs,
  });
  const adaptation = { ...common, model, teachers: bySeed(runs) };
  const adapted = arePure
    ? await measureClusterAdaptation(corpus, adaptation)
    : await measureAdaptation(corpus, adaptation);
  return [measured, ...adapted].map((row) => ablationRow({ ...row, corpus: corpus.id }, whole));
}

/** [speaker][seed] as [seed][speaker]. */
function bySeed(runs: readonly string[][]): string[][] {
  return runs[0].map((_, place) => runs.map((ofSpeaker) => ofSpeaker[place]));
}

/** One value a speaker: nothing is left to vary between seeds. */
async function ensembleRow(
  about: Omit<AblationMeasurement, "accuracies">,
  runs: readonly string[][],
  whole?: AblationMeasurement,
): Promise<AblationRow> {
  const ofSpeakers: number[] = [];
  let knowledge: Knowledge | undefined;
  for (const folders of runs) {
    const together = await ensembleRuns(folders, { knowledge: KNOWN });
    knowledge = together.knowledge;
    ofSpeakers.push(together.metrics.accuracy);
  }
  return ablationRow({ ...about, knowledge, accuracies: [ofSpeakers] }, whole);
}

/** What the file at `path` holds; undefined where there is none. Throws UserError for another's. */
async function readEarlier(path: string): Promise<AblationFile | undefined> {
  return pathExists(path) ? await readJson(path, fileSchema) : undefined;
}

/** Written by this benchmark in one piece. */
const fileSchema = z.object({
  environment: z.unknown(),
  command: z.string(),
  rows: z.array(ablationRowSchema),
});

type AblationFile = z.infer<typeof fileSchema>;

async function write(
  measured: AblationRow[],
  { out, command }: BenchAblationOptions,
  earlier?: AblationFile,
): Promise<void> {
  const rows = withEarlierRows(measured, earlier);
  const environment = await describeEnvironment({ engine: currentEngine() });
  const written = { protocol: "speaker", metric: "accuracy", environment, command, rows };
  await writeFileWhole(`${out}.json`, jsonText(written));
  await writeFileWhole(`${out}.md`, ablationMarkdown(rows, command));
}
