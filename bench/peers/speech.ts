/**
 * The benchmark against what researchers would take instead: eGeMAPSv02 and ComParE_2016
 * functionals (openSMILE) with a linear SVM and with logistic regression, Whisper-tiny.en's last
 * encoder layer (mean and standard deviation) and Resemblyzer's speaker embedding with logistic
 * regression.
 *
 * Protocol: Duygu's own splits, `paper` with --seeds seeds, `speaker` with every fold and EmoBox's
 * published fold; the last two have no chance in them, for the peers need no validation set and
 * learn from it. Features are standardised by the training clips, one figure, and of each speaker
 * by all clips of that speaker without their labels, another one. C is chosen on the training part
 * alone, on what the protocol holds out: speakers under `speaker` (words where one speaker is left),
 * words elsewhere. Figures are the same on each run; the times are processor time of one thread,
 * which neighbours on the machine change little.
 *
 * Must show: under `speaker` Duygu's best network above every peer, at the same knowledge of the
 * test speaker.
 *
 * Budget: about 40 minutes the first time, 15 with features in the cache folder.
 *
 * Run: duygu bench peers speech
 */
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../../src/base/files.ts";
import { readJson, rowsText } from "../../src/base/json.ts";
import { quantile } from "../../src/base/statistics.ts";
import { UserError } from "../../src/base/user_error.ts";
import type { Corpus, Split } from "../../src/data/corpus.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import { hasEmoboxFolds } from "../../src/data/splits/published_splits.ts";
import { splitCorpus, splitFolds } from "../../src/data/splits/split_corpus.ts";
import {
  boardNote,
  boardText,
  type Leaderboard,
  readLeaderboards,
} from "../../src/report/leaderboard.ts";
import { type PeerRow, type PeersFile, peersFileSchema } from "../../src/report/peers_file.ts";
import { type SummaryRow, summaryRows } from "../../src/report/summary.ts";
import { readSummary } from "../../src/report/write_summary.ts";
import type { Predictions } from "../../src/train/predictions.ts";
import {
  type Classifier,
  type ClassifierAnswer,
  classifiers,
  classify,
  type FeatureSet,
  featureSets,
  featuresFile,
  speechPeersPython,
  speechPeersVersions,
} from "./python_side.ts";

/** What the peers can be tested under. */
export const peerProtocols = ["paper", "speaker", "emobox"] as const;

/** See {@link peerProtocols}. */
export type PeerProtocol = typeof peerProtocols[number];

/** What is compared, and where the result goes. */
export interface BenchSpeechPeersOptions {
  corpora: readonly string[];
  protocols: readonly PeerProtocol[];
  features: readonly FeatureSet[];
  /** Of the random split. */
  seeds: number;
  dataRoot?: string;
  /** A Python that holds the packages; else the one in the cache folder, made where needed. */
  python?: string;
  /** The folder of the summary whose figures stand beside. */
  ours: string;
  out: string;
  json?: boolean;
  quiet?: boolean;
  signal: AbortSignal;
  /** The command that a reader repeats. */
  command: string;
}

/** Classifiers of each feature set. */
const CLASSIFIERS_OF: Record<FeatureSet, readonly Classifier[]> = {
  egemaps: ["svm", "logistic"],
  compare: ["svm", "logistic"],
  whisper: ["logistic"],
  resemblyzer: ["logistic"],
};

/**
 * Runs the benchmark; rows of `out` that it does not measure stay. Throws UserError where a corpus
 * is missing, is no recordings, where the Python lacks a package, or `out` is malformed.
 */
export async function benchSpeechPeers(options: BenchSpeechPeersOptions): Promise<void> {
  const { out, command, quiet, signal } = options;
  const former = pathExists(out) ? await readJson(out, peersFileSchema) : null;
  const say = (line: string) => quiet || console.error(line);
  const corpora: Corpus[] = [];
  for (const id of options.corpora) corpora.push(await requireRecordings(id, options));
  const python = options.python ?? await speechPeersPython(say);
  const versions = await speechPeersVersions(python);
  const side = { python, quiet, signal };
  const rows: PeerRow[] = [];
  let merged = former;
  for (const corpus of corpora) {
    const splits = options.protocols.flatMap((protocol) => splitsOf(corpus, protocol, options));
    for (const features of options.features) {
      say(`${corpus.title}, ${featureSets[features].title}`);
      const answer = await classify(corpus, {
        features: await featuresFile(corpus, features, side),
        splits,
        kinds: CLASSIFIERS_OF[features],
      }, side);
      rows.push(...peerRows(corpus, features, splits, answer));
      const environment = await describeEnvironment({ python: versions });
      merged = mergedFile(former, { environment, command, rows });
      const { rows: all, ...about } = merged;
      await writeFileWhole(out, rowsText(about, all));
    }
  }
  const ours = (await readSummary(options.ours))?.rows ?? [];
  const boards = await readLeaderboards(options.ours, ours, rows);
  console.log(options.json ? JSON.stringify(rows, null, 2) : peersTable(boards));
  say(`Wrote ${out}`);
}

async function requireRecordings(
  id: string,
  { dataRoot, quiet }: BenchSpeechPeersOptions,
): Promise<Corpus> {
  const corpus = await requireCorpus(id, { dataRoot, quiet, recheck: true });
  if (corpus.kind === "audio") return corpus;
  throw new UserError(`Expected recordings, but ${corpus.title} holds ${corpus.kind}`);
}

function splitsOf(
  corpus: Corpus,
  protocol: PeerProtocol,
  { seeds }: BenchSpeechPeersOptions,
): Split[] {
  if (protocol === "emobox" && !hasEmoboxFolds(corpus)) return [];
  // Under the others a seed draws the validation set alone, which the peers learn from.
  const count = protocol === "paper" ? seeds : 1;
  return Array.from({ length: count }, (_, at) => at + 1).flatMap((seed) =>
    splitFolds(corpus, protocol).map((fold) => splitCorpus(corpus, { protocol, seed, fold }))
  );
}

/** The rows of one feature set: by protocol, normalisation and classifier. */
export function peerRows(
  corpus: Corpus,
  features: FeatureSet,
  splits: readonly Split[],
  { results, dimensions, milliseconds }: ClassifierAnswer,
): PeerRow[] {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const numberOf = (id: string) => corpus.classes.indexOf(clips.get(id)!.label);
  const bySplit = new Map(
    splits.map((split) => [`${split.protocol} ${split.seed} ${split.fold}`, split]),
  );
  const groups = Map.groupBy(
    results,
    ({ protocol, normalisation, classifier }) => `${protocol} ${normalisation} ${classifier}`,
  );
  return [...groups.values()].map((group) => {
    const [{ normalisation, classifier }] = group;
    const seeds = [...new Set(group.map(({ seed }) => seed))];
    const predictions = seeds.map((seed) =>
      group.filter((one) => one.seed === seed).map(({ protocol, fold, predicted }): Predictions => {
        const { test } = bySplit.get(`${protocol} ${seed} ${fold}`)!;
        const probabilities = new Float64Array(test.length * corpus.classes.length);
        predicted.forEach((name, at) => probabilities[at * corpus.classes.length + name] = 1);
        return { ids: test, classes: corpus.classes, labels: test.map(numberOf), probabilities };
      })
    );
    const { protocol } = bySplit.get(`${group[0].protocol} ${seeds[0]} ${group[0].fold}`)!;
    const knowledge = normalisation === "speaker" ? "unlabelled" : "nothing";
    const scores = summaryRows({
      ...{ corpus: corpus.id, protocol, knowledge, seeds, synthetic: corpus.synthetic, run: "" },
      ...{ model: "peer", clips, predictions },
    });
    const score = (metric: SummaryRow["metric"]) => {
      const { mean, values, interval } = scores.find((row) => row.metric === metric)!;
      return { mean, values, interval };
    };
    const { title, encoderParameters, licence } = featureSets[features];
    const accuracy = scores.find(({ metric }) => metric === "accuracy")!;
    const kind = classifier as Classifier;
    return {
      ...{ corpus: corpus.id, model: `${title}, ${classifiers[kind]}`, protocol, normalisation },
      knowledge,
      knownClips: knowledge === "nothing" ? null : clipsOfSpeakers(corpus),
      ...{ seeds, n: accuracy.n },
      accuracy: score("accuracy"),
      macroRecall: score("macroRecall"),
      macroF1: score("macroF1"),
      ...(accuracy.bySpeaker ? { bySpeaker: accuracy.bySpeaker } : {}),
      chosenC: group.map(({ c }) => c),
      parameters: encoderParameters + (dimensions + 1) * functionsOf(kind, corpus.classes.length),
      trainSeconds: group.reduce((sum, one) => sum + one.trainSeconds, 0) / group.length,
      predictMs: milliseconds,
      licence,
    };
  });
}

/** Linear functions of a classifier: one a pair of classes, or one a class. */
function functionsOf(kind: Classifier, classes: number): number {
  return kind === "svm" ? classes * (classes - 1) / 2 : classes;
}

/** The median over speakers. */
function clipsOfSpeakers({ clips }: Corpus): number {
  const counts = [...Map.groupBy(clips, ({ speaker }) => speaker).values()];
  return quantile(counts.map(({ length }) => length), 0.5);
}

const keyOf = ({ corpus, model, protocol, normalisation }: PeerRow) =>
  JSON.stringify([corpus, protocol, normalisation, model]);

/** `measured` and the former rows that it does not replace, sorted. */
function mergedFile(former: PeersFile | null, measured: PeersFile): PeersFile {
  const replaced = new Set(measured.rows.map(keyOf));
  const kept = (former?.rows ?? []).filter((row) => !replaced.has(keyOf(row)))
    .map((row): PeerRow => {
      const { environment, command } = former!;
      return { ...row, earlier: row.earlier ?? { environment, command } };
    });
  const rows = [...kept, ...measured.rows].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  return { ...measured, rows };
}

/**
 * The boards with peers on them and a sentence on who is ahead; at most 80 columns. Compared are
 * figures of one split and one knowledge of the test speakers.
 */
export function peersTable(boards: readonly Leaderboard[]): string {
  const tables = boards.filter(({ lines }) => lines.some(({ by }) => by === "peer"))
    .map((board) => {
      const best = (by: string) => board.lines.find((line) => line.by === by)?.accuracy;
      const [ours, theirs] = [best("Duygu"), best("peer")!];
      const text = boardText(board);
      if (ours === undefined) return text;
      const ahead = (100 * Math.abs(ours - theirs)).toFixed(1);
      return `${text}\n${ours < theirs ? "A peer" : "Duygu"} is ahead by ${ahead} points.`;
    });
  return [...tables, [boardNote, ...notes].join("\n")].join("\n\n");
}

const notes = [
  "Nothing known: peers' features are standardised by the training clips;",
  "unlabelled clips: of each speaker by all of that speaker's clips.",
];
