import type { Corpus } from "../../src/data/corpus.ts";
import { evaluatePredictions } from "../../src/metrics/evaluate_predictions.ts";
import {
  type AdaptOptions,
  adaptRuns,
  clusterPredictions,
  heldOutMetrics,
} from "../../src/train/adapt_runs.ts";
import { allRuns, type Jobs } from "../../src/jobs/run_jobs.ts";
import { defaultConfig } from "../../src/train/default_config.ts";
import { ensembleRuns } from "../../src/train/ensemble_runs.ts";
import { type ModelName, modelTitle } from "../../src/train/network_config.ts";
import type { RunConfig } from "../../src/train/run_config.ts";
import type { RunResult, TrainRunOptions } from "../../src/train/train_run.ts";
import type { AblationMeasurement } from "./ablation_row.ts";

/** What is adapted. */
interface AdaptationOptions extends Pick<TrainRunOptions, "dataRoot" | "quiet"> {
  jobs: Jobs;
  /** A network of functionals. */
  model: ModelName;
  seeds: readonly number[];
  speakers: readonly string[];
  /** Folders of the networks that begin: [seed][speaker]. */
  teachers: readonly (readonly string[])[];
}

/** A measurement of the corpus. */
type AdaptationMeasurement = Omit<AblationMeasurement, "corpus">;

/** The network of frames that the adapted networks of functionals teach in the end. */
const STUDENT = "residualCnn2d";
/** Of each predicted class: the least confident labels are left out. */
const STUDENT_SHARE = 0.7;
/** From here on a speaker's clusters are taken for emotions. */
const LEAST_PURITY = 0.6;
/** More than of a network without the speaker's clips: pseudo-labels are of the right voice. */
const STUDENT_EPOCHS = 12;

const FRAMES = modelTitle(STUDENT);
const ADAPTED = "adapted to the speaker's unlabelled clips (transductive)";

/**
 * Self-training of the networks of functionals in growing shares; then a residual network of frames
 * that learns from what these say; then both, and all seeds', together. What is finished is not run
 * again.
 */
export async function measureAdaptation(
  corpus: Corpus,
  options: AdaptationOptions,
): Promise<AdaptationMeasurement[]> {
  const { seeds, speakers, teachers, model } = options;
  /** [seed][speaker]. */
  const first: number[][] = [];
  const last: number[][] = [];
  const students: number[][] = [];
  const pairs: number[][] = [];
  /** [speaker][run]. */
  const all: string[][] = speakers.map(() => []);
  // Rounds follow each other; seeds and speakers do not.
  const adapted = await allRuns(seeds.flatMap((seed, place) =>
    speakers.map(async (fold, at) => {
      const own = defaultConfig(corpus, { model, ...common(fold, seed) });
      const rounds = await adaptRuns([teachers[place][at]], own, adapting(corpus, options));
      const student = await teach(
        rounds.at(-1)!,
        studentConfig(corpus, fold, seed),
        adapting(corpus, options),
      );
      return { place, at, rounds, student };
    })
  ));
  for (const [place] of seeds.entries()) {
    for (const list of [first, last, students, pairs]) list.push([]);
    for (const { at, rounds, student } of adapted.filter((one) => one.place === place)) {
      const pair = [rounds.at(-1)!.folder, student.folder];
      first[place].push(rounds[0].metrics.accuracy);
      last[place].push(rounds.at(-1)!.metrics.accuracy);
      students[place].push(student.metrics.accuracy);
      pairs[place].push((await ensembleRuns(pair)).metrics.accuracy);
      all[at].push(...pair);
    }
  }
  const of = (network: string, variant: string, accuracies: number[][]) => ({
    network,
    variant,
    knowledge: "unlabelled" as const,
    seeds: [...seeds],
    speakers: [...speakers],
    accuracies,
  });
  const functionals = modelTitle(model);
  const both = `${functionals} + ${FRAMES}`;
  const teacher = model === "denseFunctionals" ? "the network of functionals" : functionals;
  const measured: AdaptationMeasurement[] = [
    of(functionals, `${ADAPTED}, first round alone`, first),
    of(functionals, `${ADAPTED}, all rounds`, last),
    of(FRAMES, `${ADAPTED}, taught by ${teacher}`, students),
    of(both, `${ADAPTED}, both together`, pairs),
  ];
  if (seeds.length > 1) {
    const ofSpeakers: number[] = [];
    for (const runs of all) ofSpeakers.push((await ensembleRuns(runs)).metrics.accuracy);
    measured.push(of(both, `${ADAPTED}, both and all seeds together`, [ofSpeakers]));
  }
  return measured;
}

/** So much of the tested speaker's words is also held out from adaptation, to be tested alone. */
const HELD_OUT = 0.5;

/**
 * Self-training of networks of functionals whose first round learns from the tested speaker's
 * clusters; then the same where half of the words are not learned from, tested on
 * these.
 */
export async function measureClusterAdaptation(
  corpus: Corpus,
  options: AdaptationOptions,
): Promise<AdaptationMeasurement[]> {
  const { seeds, speakers, teachers, model } = options;
  /** [seed][speaker]. */
  const all: number[][] = [];
  const heldOut: number[][] = [];
  const adapted = await allRuns(seeds.flatMap((seed, place) =>
    speakers.map(async (fold) => {
      const config = defaultConfig(corpus, { model, ...common(fold, seed) });
      const adapt = async (heldOut?: number) => {
        const how = { ...adapting(corpus, options), clusters: true, heldOut };
        const teacher = teachers[place][speakers.indexOf(fold)];
        return (await adaptRuns([teacher], config, how)).at(-1)!;
      };
      return { place, whole: await adapt(), half: await adapt(HELD_OUT) };
    })
  ));
  for (const [place] of seeds.entries()) {
    for (const list of [all, heldOut]) list.push([]);
    for (const { whole, half } of adapted.filter((one) => one.place === place)) {
      all[place].push(whole.metrics.accuracy);
      heldOut[place].push((await heldOutMetrics(half, corpus))!.accuracy);
    }
  }
  const variant = `${ADAPTED}, taught by the speaker's clusters`;
  const of = {
    network: modelTitle(model),
    knowledge: "unlabelled" as const,
    seeds: [...seeds],
    speakers: [...speakers],
  };
  return [
    { ...of, variant, accuracies: all },
    { ...of, variant: `${variant}, on words held out from that`, accuracies: heldOut },
  ];
}

/** What is clustered. */
interface ClusterMeasureOptions extends Pick<AdaptationOptions, "dataRoot" | "quiet"> {
  seeds: readonly number[];
  speakers: readonly string[];
  /** What the networks are called together. */
  network: string;
  /** Folders of all networks that say together what a cluster is: [speaker][run]. */
  teachers: readonly (readonly string[])[];
}

/**
 * The tested speaker's clusters, matched with the classes by what the networks say together; and
 * whether such clusters are pure on the speakers of the training set, which is known before any
 * test label is seen.
 */
export async function measureClusters(
  corpus: Corpus,
  options: ClusterMeasureOptions,
): Promise<{ measured: AdaptationMeasurement; arePure: boolean }> {
  const { seeds, speakers, teachers, network } = options;
  const labels = new Map(corpus.clips.map(({ id, label }) => [id, corpus.classes.indexOf(label)]));
  const accuracies: number[] = [];
  const purities: number[] = [];
  for (const runs of teachers) {
    const { predictions, trainingPurity } = await clusterPredictions(runs, options);
    const { ids, classes, probabilities } = predictions;
    const own = ids.map((id) => labels.get(id)!);
    accuracies.push(evaluatePredictions(probabilities, own, classes).accuracy);
    if (trainingPurity !== null) purities.push(trainingPurity);
  }
  const purity = purities.reduce((sum, value) => sum + value, 0) / purities.length;
  const variant = `the speaker's clusters (transductive; ${(100 * purity).toFixed(0)} % pure on ` +
    "training speakers)";
  const measured = {
    network,
    variant,
    knowledge: "unlabelled" as const,
    seeds: [...seeds],
    speakers: [...speakers],
  };
  return { measured: { ...measured, accuracies: [accuracies] }, arePure: purity >= LEAST_PURITY };
}

const common = (fold: string, seed: number) => ({ protocol: "speaker" as const, fold, seed });

function studentConfig(corpus: Corpus, fold: string, seed: number): RunConfig {
  const config = defaultConfig(corpus, { model: STUDENT, ...common(fold, seed) });
  return { ...config, training: { ...config.training, epochs: STUDENT_EPOCHS } };
}

async function teach(
  teacher: RunResult,
  config: RunConfig,
  options: AdaptOptions,
): Promise<RunResult> {
  const [student] = await adaptRuns([teacher.folder], config, {
    ...options,
    shares: [STUDENT_SHARE],
  });
  return student;
}

/** Runs of adaptation are asked for like all others. */
function adapting(corpus: Corpus, { jobs, dataRoot, quiet }: AdaptationOptions): AdaptOptions {
  return { corpus, dataRoot, quiet, make: jobs.run };
}
