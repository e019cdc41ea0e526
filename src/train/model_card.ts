/**
 * In: a finished run. Out: its model card in Markdown, in the sections of Mitchell et al. 2019
 * ("Model Cards for Model Reporting", doi 10.1145/3287560.3287596).
 */
import { type Alignment, markdownTable } from "../base/text.ts";
import type { Protocol } from "../data/corpus.ts";
import { corpusLicence } from "../data/registry.ts";
import type { AlsoInTraining } from "../data/splits/split_corpus.ts";
import { type FeatureConfig, frameSettings } from "../dsp/feature_config.ts";
import type { EncoderConfig } from "../dsp/encoder/encoder_config.ts";
import { featureBins } from "../dsp/feature_extractor.ts";
import { featureKind } from "../dsp/feature_kinds.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import type { Metrics } from "../metrics/evaluate_predictions.ts";
import type { Gap } from "../metrics/group_gaps.ts";
import { wilsonInterval } from "../metrics/intervals.ts";
import {
  knowledgeNotes,
  knowledgeText,
  knowledgeTitles,
  type MetricsLine,
  type RunMetrics,
} from "../metrics/knowledge.ts";
import type { EpochRecord } from "./checkpoint.ts";
import type { FinalFigures } from "./final_run.ts";
import { aboutWeights, nameOfWeights } from "./named_weights.ts";
import { modelText } from "./network_config.ts";
import { type RunConfig, runName } from "./run_config.ts";
import { drawnNote, type TraitScores } from "./run_groups.ts";
import type { RunCorpus } from "./runs.ts";
import { framesSeconds, lengthText } from "./sound_length.ts";

/** What the card tells of. */
export interface CardRun {
  config: RunConfig;
  corpus: RunCorpus;
  /** The run's own; undefined for a final run. */
  metrics?: RunMetrics;
  /** Of the headline line, by groups of the test clips; see scoresByTrait. */
  groups?: readonly TraitScores[];
  /** Of a final run: what other runs of its network were measured to do. */
  quoted?: FinalFigures;
  history: EpochRecord[];
  /** Seconds of the training set's clips. */
  trainingDurations: readonly number[];
  /** Clips of each part. */
  parts: { train: number; validation: number; test: number };
  alsoInTraining: AlsoInTraining;
  /** Weights of the network, moving averages included. */
  parameters: number;
  /** As describeEnvironment gives it. */
  environment: Record<string, unknown>;
}

/** What `predict`, `serve` and every model card say of use, in one line. */
export const USE_NOTE =
  "An estimate learned from posed emotions, not what anybody feels. Prohibited on people at work " +
  "and in education; whoever is exposed must be told (EU AI Act, articles 5(1)(f) and 50(3)): see " +
  "docs/responsible-use.md";

/** The card's file, below the run's folder. */
export const MODEL_CARD = "model_card.md";

/** The text of {@link MODEL_CARD}. */
export function modelCard(run: CardRun): string {
  const sections: [string, string[]][] = [
    ["Model details", modelDetails(run)],
    ["Intended use", intendedUse(run)],
    ["Factors", factors(run)],
    ["Metrics", metricNotes(run)],
    ["Evaluation data", evaluationData(run)],
    ["Training data", trainingData(run)],
    [
      "Quantitative analyses",
      run.metrics
        ? [...quantities(run.metrics, run.corpus), ...groupTables(run.groups ?? [])]
        : quotedTable(run.quoted!),
    ],
    ["Ethical considerations", ethics(run)],
    ["Caveats and recommendations", caveats(run)],
    ["Environment", environmentLines(run.environment)],
    ["How to rerun", rerun(run.config)],
  ];
  const { synthetic } = run.corpus;
  return [
    `# Model card: ${synthetic ? "SYNTHETIC data, " : ""}${runName(run.config)}`,
    "",
    ...synthetic
      ? ["**Made from generated data: not comparable with any publication or person.**", ""]
      : [],
    ...sections.flatMap(([title, lines]) => [`## ${title}`, "", ...lines, ""]),
  ].join("\n");
}

const isPicture = ({ kind }: RunCorpus) => kind === "images";

/** What the corpus has many of. */
const unitsOf = (corpus: RunCorpus) => isPicture(corpus) ? "pictures" : "clips";

/** The card of a run that was imported: `card`, which its maker wrote, under a warning. */
export function claimedCard(card: string): string {
  if (card.includes(CLAIMED)) return card;
  const [title, ...rest] = card.split("\n");
  return [title, "", CLAIMED, ...rest].join("\n");
}

const CLAIMED = "**Imported: this card and its figures are what the weights' maker claims; " +
  "`duygu evaluate` measures them.**";

function optimiserText(training: RunConfig["training"]): string {
  const { optimiser, learningRate, batchSize, discriminant } = training;
  if (discriminant) return "";
  const name = optimiser === undefined ? "Adam" : "SGD with momentum";
  return `${name}, learning rate ${learningRate}, batches of ${batchSize}, `;
}

/** How long a run was trained, and which weights it keeps. */
export function trainedText(
  { training }: Pick<RunConfig, "training">,
  history: readonly EpochRecord[],
): string {
  const { discriminant, keepLast, refit, epochs } = training;
  const both = ", then once more with the validation set";
  if (discriminant) return "weights in closed form" + (refit ? both : "");
  const count = `${history.length} of at most ${epochs} ${epochs === 1 ? "epoch" : "epochs"}`;
  const best = history.reduce((a, b) => b.validationLoss < a.validationLoss ? b : a);
  const kept = keepLast
    ? "the weights are the last ones"
    : `the weights are those of epoch ${best.epoch}, where the validation loss was least ` +
      `(${best.validationLoss.toFixed(4)})`;
  return `${count}; ${kept}${refit ? both : ""}`;
}

function modelDetails(run: CardRun): string[] {
  const { config, corpus, history, parameters, trainingDurations } = run;
  const { training, features } = config;
  return [
    `- Model: ${modelText(config)}, ${parameters.toLocaleString("en")} weights, softmax over ` +
    `${corpus.classes.length} classes: ${corpus.classes.join(", ")}.`,
    `- Input: ${inputText(config, corpus)}.`,
    ...features && !isPicture(corpus)
      ? [
        `- Length: ${lengthText(trainingDurations, features).text}.`,
        `- Normalisation: ${normalisationText(features)}.`,
      ]
      : [],
    `- Training: ${optimiserText(training)}${trainedText(config, history)}.`,
    ...config.pretrained === undefined ? [] : [`- Start: ${startText(config.pretrained)}.`],
    ...config.voted ? ["- Labels: the training pictures' are FER+'s votes."] : [],
    `- ${seedText(config)}. ` +
    `The complete configuration is in config.json.`,
  ];
}

function inputText({ features, network }: RunConfig, corpus: RunCorpus): string {
  if (isPicture(corpus)) {
    const enlarged = network.kind === "mobileNet" && network.enlarge
      ? `, enlarged to ${network.enlarge * IMAGE_SIZE} × ${network.enlarge * IMAGE_SIZE}`
      : "";
    return `one face, cut out and grey, ${IMAGE_SIZE} × ${IMAGE_SIZE} pixels${enlarged}`;
  }
  if (features === null) return "one row of a table of precomputed features, not audio";
  const { sampleRateHz, fftSize, hopSamples, frames, functionals, bandwidthHz, encoder, imported } =
    features;
  const values = featureBins(features);
  if (imported) {
    return `${values} values of the whole clip that were computed elsewhere (${imported.name}, ` +
      `SHA-256 of the table ${imported.sha256.slice(0, 12)}…)`;
  }
  if (functionals === "encoder") {
    return `${values} values of the whole clip, ${encoderText(encoder!)}`;
  }
  if (functionals === "egemaps") {
    return `${values} values of the whole clip, the functionals of eGeMAPSv02 (docs/egemaps.md) of ` +
      `sound at ${sampleRateHz} Hz` +
      (bandwidthHz === undefined ? "" : `, band limit ${bandwidthHz} Hz`) +
      (encoder ? `, and ${encoderText(encoder)}` : "");
  }
  const milliseconds = (samples: number) => Number((1000 * samples / sampleRateHz).toFixed(1));
  const source = `${frameText(features)} every ${milliseconds(hopSamples)} ms (windows of ` +
    `${milliseconds(fftSize)} ms), of sound at ${sampleRateHz} Hz` +
    (bandwidthHz === undefined ? "" : `, band limit ${bandwidthHz} Hz`);
  return functionals
    ? `${values} values of the whole clip (functionals “${functionals}”), which sum up ${source}` +
      (encoder ? `, and ${encoderText(encoder)}` : "")
    : `${frames} frames of ${values} values, ${framesSeconds(features).toFixed(2)} s: ${source}`;
}

/** What is taken of a pretrained encoder. */
function encoderText({ name, sha256, layers, pooling, choice }: EncoderConfig): string {
  const numbers = layers.map(({ number }) => number).join(", ");
  const taken = pooling === "mean" ? "means" : "means and standard deviations";
  return `${taken} of what the pretrained encoder ${name} (SHA-256 ${
    sha256.slice(0, 12)
  }…) gives in ` +
    `layer${layers.length === 1 ? "" : "s"} ${numbers}${
      choice ? " (of which inner speakers choose)" : ""
    }` +
    ", over the time in which somebody speaks";
}

/** What a frame is. */
function frameText(features: FeatureConfig): string {
  const described = featureKind(features).describe(frameSettings(features));
  return described + (features.withPitch ? ", pitch, voicing and level" : "");
}

/** What values are made comparable by. */
function normalisationText(features: FeatureConfig): string {
  const { normalisation, functionals, speakerPrior, speakerNuisance } = features;
  const ofUnknown = functionals || speakerPrior !== undefined
    ? "those of the average training speaker"
    : "those of the clip itself";
  const texts: Record<typeof normalisation, string> = {
    perBin: "each value by its mean and standard deviation in the training set",
    global: "all values by one mean and standard deviation of the training set",
    perClip: "each value by its mean and standard deviation in the clip itself",
    perSpeaker:
      "each value by its mean and standard deviation in all clips of the speaker, without " +
      `labels, where several are at hand; where nothing is known of the speaker by ${ofUnknown}`,
    none: "none",
  };
  const shrunk = speakerNuisance === undefined
    ? ""
    : "; directions in which the training speakers differ are shrunk";
  return texts[normalisation] + shrunk;
}

function intendedUse({ corpus }: CardRun): string[] {
  const what = isPicture(corpus) ? "faces" : "speech";
  return [
    `- For: research on emotion in ${what}, reproducing published figures, teaching, and ` +
    "playful uses such as suggesting music, where a wrong answer harms nobody.",
    "- Not for: decisions about people (hiring, school, policing, border control, insurance, " +
    "health), lie detection, or watching people without their consent.",
    `- ${USE_NOTE} in Duygu's folder.`,
  ];
}

function factors({ corpus, metrics, alsoInTraining: { speaker, text } }: CardRun): string[] {
  if (isPicture(corpus)) {
    return [
      "- Light, pose, glasses, age, sex and ethnicity change what the network sees. The corpus does " +
      "not name them, so the figures are not split by them.",
    ];
  }
  const shared = (share: number | null, what: string) =>
    share === null
      ? `- ${what}: not given by the corpus.`
      : `- ${what}: ${percent(share)} of the test clips share theirs with the training set.`;
  return [
    ...metrics ? [shared(speaker, "Speaker"), shared(text, "Spoken text")] : [],
    "- Language, age, microphone and room are those of the corpus alone; other ones were not tested.",
  ];
}

function metricNotes({ corpus }: CardRun): string[] {
  return [
    "- Accuracy, precision, recall and F1; macro means weigh every class alike that occurs in the " +
    "test set (UAR: unweighted average recall). scikit-learn's means also run over classes that " +
    "are only predicted, and stand in metrics.json.",
    `- Intervals are Wilson's, 95 %, over these test ${unitsOf(corpus)} as if independent.` +
    (isPicture(corpus)
      ? ""
      : " Clips of one speaker are not: for other speakers intervals over speakers hold, which " +
        "`bench` and `compare --all-folds` give."),
    "- AUC is one-vs-rest, from probabilities and from the predicted classes alone (hard labels). " +
    "Calibration error: 15 bins of equal width.",
  ];
}

function seedText({ seed, weightsSeed }: RunConfig): string {
  return weightsSeed === undefined
    ? `Seed ${seed} fixes the split, the first weights and the order of training`
    : `Seed ${seed} fixes the split, ${weightsSeed} the first weights and the order of training`;
}

function transductionNote({ pseudoLabelled }: RunConfig): string[] {
  if (pseudoLabelled === undefined) return [];
  const { heldOut } = pseudoLabelled;
  const kept = heldOut === undefined ? "" : ` but about ${percent(heldOut)} of them`;
  return [
    `- **Transductive: the network was adapted to these very clips${kept}, without their labels, ` +
    "as other networks label them. On other clips of the same speakers expect less.**",
  ];
}

function evaluationData(run: CardRun): string[] {
  const { config, corpus, parts, quoted, alsoInTraining: { speaker } } = run;
  if (quoted) {
    return [
      `- None: the network was trained on all clips. Its figures are those of ${quoted.runs.length} ` +
      `runs of the same network on parts of ${corpus.title}, protocol “${quoted.protocol}”.`,
    ];
  }
  const isLeaking = config.protocol !== "speaker" && speaker !== null && speaker > 0;
  return [
    `- ${corpus.title}, ${parts.test} ${unitsOf(corpus)}, protocol “${config.protocol}”: ${
      protocolNote(config)
    }.`,
    ...transductionNote(config),
    ...isLeaking
      ? [
        `- **Leak warning: ${
          percent(speaker)
        } of the test clips are by speakers whom the network ` +
        "of the training set. On new speakers expect a much lower accuracy; measure it with `--protocol speaker`.**",
      ]
      : [],
  ];
}

function trainingData({ corpus, parts }: CardRun): string[] {
  return [
    `- ${corpus.title}, ${parts.train} ${
      unitsOf(corpus)
    } for training and ${parts.validation} for validation ` +
    "(learning rate, early stopping); which ones is in split.json.",
    `- Licence of the data: ${
      corpusLicence(corpus)
    }. The weights are made from these data: where ` +
    "the licence excludes commercial use or derived works, do not sell or publish them.",
  ];
}

/** What a final run quotes. */
function quotedTable({ lines, folds, seeds, runs, protocol }: FinalFigures): string[] {
  const of = folds.of === null ? "" : ` of ${folds.of}`;
  return [
    markdownTable(
      ["known of the speaker", "test clips", "accuracy", "UAR (macro recall)"],
      lines.map((line) => [
        knowledgeText(line),
        String(line.count),
        rate(line.accuracy),
        rate(line.macroRecall),
      ]),
      ["left", "right", "right", "right"],
    ),
    "",
    `Means over ${folds.found}${of} folds of the protocol “${protocol}” and seeds ` +
    `${seeds.join(", ")}. Of the runs ${runs.join(", ")}.`,
    "",
    ...lines.map(({ knowledge }) =>
      `- **${knowledgeTitles[knowledge]}**: ${knowledgeNotes[knowledge]}`
    ),
  ];
}

function quantities(metrics: RunMetrics, corpus: RunCorpus): string[] {
  return [
    overallTable(metrics.lines, corpus),
    "",
    // Pictures tell nothing of who is in them.
    ...isPicture(corpus) ? [] : [
      ...metrics.lines.map(({ knowledge }) =>
        `- **${knowledgeTitles[knowledge]}**: ${knowledgeNotes[knowledge]}`
      ),
      "",
    ],
    ...metrics.lines.length > 1
      ? [`Classes, with ${knowledgeTitles[metrics.knowledge]} of the speaker:`, ""]
      : [],
    classTable(metrics, corpus),
  ];
}

/** A column for each kind of knowledge of the test speakers. */
function overallTable(lines: readonly MetricsLine[], corpus: RunCorpus): string {
  const row = (name: string, of: (line: MetricsLine) => string) => [name, ...lines.map(of)];
  const columns = isPicture(corpus) ? ["value"] : lines.map(knowledgeText);
  return markdownTable(["metric", ...columns], [
    row(`test ${unitsOf(corpus)}`, ({ count }) => String(count)),
    row(
      "accuracy",
      ({ accuracy, accuracyInterval: { low, high } }) =>
        `${rate(accuracy)} (${rate(low)} to ${rate(high)})`,
    ),
    row("UAR (macro recall)", ({ macroRecall }) => rate(macroRecall)),
    row("macro precision", ({ macroPrecision }) => rate(macroPrecision)),
    row("macro F1", ({ macroF1 }) => rate(macroF1)),
    row("AUC, from probabilities", (line) => rate(line.aucProbability)),
    row("AUC, from hard labels", (line) => rate(line.aucHardLabel)),
    row("calibration error", (line) => rate(line.expectedCalibrationError)),
  ], ["left", ...lines.map((): Alignment => "right")]);
}

/** Per class with Wilson intervals of precision (of the called clips) and recall (of its clips). */
function classTable({ perClass, confusion }: Metrics, corpus: RunCorpus): string {
  const header = ["class", unitsOf(corpus), "precision", "recall", "F1", "AUC"];
  const rows = perClass.map((own, index) => {
    const hits = confusion[index][index];
    const called = confusion.reduce((sum, row) => sum + row[index], 0);
    return [
      own.name,
      String(own.support),
      withInterval(hits, called),
      withInterval(hits, own.support),
      rate(own.f1),
      rate(own.aucProbability),
    ];
  });
  return markdownTable(header, rows, header.map((_, at): Alignment => at ? "right" : "left"));
}

/** A table a trait: each group's figures and its gap to the others. */
function groupTables(traits: readonly TraitScores[]): string[] {
  const signed = (value: number) => (value > 0 ? "+" : "") + value.toFixed(3);
  const gapText = (gap: Gap | undefined) =>
    gap ? `${signed(gap.difference)} (${signed(gap.low)} to ${signed(gap.high)})` : "-";
  const header = ["clips", "speakers", "accuracy", "UAR", "accuracy, gap", "UAR, gap"];
  return traits.flatMap(({ trait, scores }) => [
    "",
    `By ${trait}:`,
    "",
    markdownTable(
      [trait, ...header],
      scores.map(({ name, clips, speakers, accuracy, uar, gap }) => [
        name,
        String(clips),
        String(speakers ?? "-"),
        rate(accuracy),
        rate(uar),
        gapText(gap?.accuracy),
        gapText(gap?.uar),
      ]),
      ["left", ...header.map((): Alignment => "right")],
    ),
    "",
    scores.length > 1
      ? `A gap is to all other groups together, with its 95 % bootstrap interval (${
        drawnNote(scores)
      }).`
      : "All test clips whose group is known are of this one: how others fare was not tested.",
  ]);
}

function ethics({ corpus, groups = [] }: CardRun): string[] {
  const posed = isPicture(corpus)
    ? "Pictures were labelled by onlookers; a face shows an expression, not what somebody feels."
    : "Recordings of such corpora are mostly acted; an acted emotion is not a felt one.";
  return [
    `- ${posed}`,
    "- Errors fall unevenly: see the classes" + (groups.length ? " and groups" : "") +
    " above. Nothing is known about groups of people that the corpus does not name.",
    "- Voices and faces are personal data. Obtain consent before you record, and store only what you need.",
  ];
}

function caveats({ corpus, config }: CardRun): string[] {
  return [
    "- One run with one seed: another seed moves the figures, by about as much as the interval or " +
    "more. `bench` takes several.",
    "- The network always names one of its classes, for " +
    (isPicture(corpus) ? "a picture without a face as well." : "noise and music as well."),
    ...config.protocol === "paper" && !isPicture(corpus)
      ? ["- Before you use it, test it on held-out speakers."]
      : [],
  ];
}

function environmentLines(environment: Record<string, unknown>): string[] {
  const { engine, source, time, cpu, cores, deno, os, data } = environment as {
    engine?: { engine?: string; version?: string };
    source?: { commit: string; dirty: boolean } | null;
  } & Record<string, unknown>;
  const known = [
    time && `- Begun: ${time}`,
    engine && `- Engine: ${engine.engine} ${engine.version ?? ""}`.trimEnd(),
    cpu && `- Machine: ${cpu}, ${cores} processors, ${os}, Deno ${deno}`,
    source && `- Duygu: commit ${source.commit}${source.dirty ? ", with changes" : ""}`,
    data && `- Data: ${data} (a hash over all clips)`,
  ].filter((line) => typeof line === "string");
  return [...known, "", "All of it is in environment.json."];
}

/** The weights of this hash, which a run started from. */
function startText(hash: string): string {
  const name = nameOfWeights(hash);
  const known = name ? `${name} (${aboutWeights[name]}), ` : "";
  return `${known}weights that were trained elsewhere (SHA-256 ${hash.slice(0, 12)}…)`;
}

function rerun({ pretrained, final }: RunConfig): string[] {
  const name = pretrained && (nameOfWeights(pretrained) ?? "FILE");
  const options = (name ? ` --weights ${name}` : "") + (final ? " --final" : "");
  return [
    "```sh",
    `npx -y deno@2.9.6 task duygu train --config RUN/config.json${options} --runs OTHER_FOLDER`,
    "npx -y deno@2.9.6 task duygu evaluate RUN",
    "```",
    "",
    "The first trains again, the second recomputes the metrics from the saved weights; `RUN` is " +
    "this file's folder" + (name === "FILE" ? ", `FILE` the weights it starts from." : "."),
  ];
}

function withInterval(hits: number, of: number): string {
  if (of === 0) return "-";
  const { low, high } = wilsonInterval(hits, of);
  return `${rate(hits / of)} (${rate(low)} to ${rate(high)})`;
}

const rate = (value: number | null) => value === null ? "-" : value.toFixed(3);
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/**
 * One phrase on what the protocol's figures show.
 *
 * @example
 * ```ts
 * protocolNote({ protocol: "speaker", fold: "1157" }); // "speaker 1157 is tested and in no …"
 * ```
 */
export function protocolNote(
  { protocol, fold, voted }: { protocol: Protocol; fold: string; voted?: boolean },
): string {
  const notes: Record<Protocol, string> = {
    paper: "random split: speakers and words are not held out",
    speaker: `speaker ${fold} is tested and in no other part`,
    text: "words and sentences are held out; speakers are not",
    repetition: "takes of one utterance are in one part; speakers and words are in several",
    official: "the official test set",
    speakerFolds: `fold ${fold} of held-out speakers`,
    textFolds: `fold ${fold} of held-out words or sentences; speakers are not held out`,
    speakerTextFolds: `fold ${fold}: no speaker and no word or sentence is both trained and tested`,
    emobox: `EmoBox's published fold ${fold}: all speakers and most words are in both sets`,
    published: `the published fold ${fold}, whose table says what its sets share`,
    crossCorpus: `the corpus ${fold} is tested and in no other part`,
  };
  return notes[protocol] + (voted ? ", by its labels, not by the votes that were learned" : "");
}
