/** The command `predict FILE…`: what trained networks predict for sounds and photos. */
import { basename, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { makeFolder, writeFileWhole } from "../../base/files.ts";
import { InterruptedError, interruptSignal } from "../../base/interrupt_signal.ts";
import { counted } from "../../base/terminal.ts";
import { UserError } from "../../base/user_error.ts";
import type { Medium } from "../../data/files.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import type { DetectOptions } from "../../facecnn/detect_faces.ts";
import { checkMargin } from "../../facecnn/grey_image.ts";
import {
  type DetectorName,
  type FacePrediction,
  type PhotoOptions,
  type PhotoPrediction,
} from "../../facecnn/predict_photo.ts";
import { type OpenBundle, openBundle } from "../../exchange/bundle.ts";
import { renderPng } from "../../plot/render.ts";
import { timelinePlot } from "../../plot/timeline_plot.ts";
import { writePhotoReport } from "../../report/photo_report.ts";
import { bestRun, exportedNotes } from "../../train/list_runs.ts";
import {
  type FilePrediction,
  type FilePredictor,
  mediumOf,
  openFilePredictor,
  openReadyMadePhotos,
  type SoundFilePrediction,
} from "../../train/predict.ts";
import type { PretrainedFace } from "../../train/pretrained_face.ts";
import { notJudged } from "../../train/input_check.ts";
import { USE_NOTE } from "../../train/model_card.ts";
import {
  CLAIM_NOTE,
  figureText,
  type RunFigure,
  runFigures,
  unfinishedText,
} from "../../train/run_figures.ts";
import { readRun, type RunDescription } from "../../train/runs.ts";
import { groupBySpeaker, readLabels } from "../../train/speaker_source.ts";
import { type GlobalOptions, globalOptions } from "../create_program.ts";
import {
  addDetectionOptions,
  detectionOf,
  eachFile,
  type InputFiles,
  inputFiles,
  outputNames,
  requireNoFailure,
} from "../input_files.ts";
import { offerSpeechTraining, readyMadeFace } from "../missing_models.ts";
import { givenOption, numberOption, positiveOption, refuseGiven } from "../options.ts";
import {
  judgedOnly,
  type PredictedFile,
  predictionLine,
  predictionsTable,
  segmentLines,
  summaryLine,
  type Throughput,
  throughputSince,
} from "../prediction_tables.ts";

/** Values of the options, as commander gives them. */
interface PredictOptions extends DetectOptions {
  run?: string;
  model?: string;
  detector: DetectorName;
  runs: string;
  json?: true;
  csv?: true;
  out?: string;
  whole?: true;
  margin?: number;
  speakerFrom?: string;
  labelled?: string;
  online?: true;
  window?: number;
  hop?: number;
}

/** Adds `predict` to the program. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .description("Predict class probabilities for sound files and for faces in photos")
    .argument(
      "<files...>",
      "recordings (WAV, FLAC, MP3, Ogg, Opus, M4A, WebM, AIFF or CAF); JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or HEIC photos; folders of them, patterns such as " +
        '"*.wav", - for standard input',
    )
    .option(
      "--run <dir>",
      "folder of the trained run, which of a folder takes what it was trained on; by default the " +
        "best suitable one for each kind of file",
    )
    .option("--runs <dir>", "folder of all runs", "runs")
    .addOption(
      new Option("--model <file>", "a bundle instead, as `export --to bundle` writes it")
        .conflicts("run"),
    )
    .option(
      "--speaker-from <how>",
      'predict each speaker\'s sounds together: "one" speaker, a pattern such as ' +
        '"{speaker}_{any}", or a CSV file with the columns file and speaker',
    )
    .option(
      "--labelled <csv>",
      "beside --speaker-from: a CSV file with the columns file and class, sounds of the speakers " +
        "whose emotion is known",
    )
    .option(
      "--online",
      "beside --speaker-from: predict each sound by itself and the speaker's sounds before it",
    )
    .option(
      "--window <seconds>",
      "cut recordings into windows of this length; without it, only those much longer than the " +
        "training clips are cut, where somebody speaks",
      positiveOption,
    )
    .option(
      "--hop <seconds>",
      "from one window to the next; by default the window's length",
      positiveOption,
    )
    .addOption(
      new Option("--json", "print JSON instead of bars, with the networks and their figures")
        .conflicts("csv"),
    )
    .option("--csv", "print CSV instead of bars, a row for each sound and each face")
    .option(
      "--out <folder>",
      "draw each photo with its faces and bars, as PNG and HTML page, and of each recording that is " +
        "cut a timeline, as PNG",
    )
    .option("--whole", "take a whole picture as one face, such as those of FER2013")
    .option(
      "--margin <share>",
      "widen a face's box by so much of its width",
      marginOption,
    );
  addDetectionOptions(command)
    .addHelpText(
      "after",
      "\nExamples:\n  duygu predict clip.wav other.flac --run runs/turev-emotionUnet-paper-seed1-*\n" +
        "  duygu predict holiday.jpg --out pictures\n" +
        '  duygu predict recordings --csv --speaker-from "{speaker}_{any}" > answers.csv\n' +
        "  duygu predict call --speaker-from one --labelled known.csv\n" +
        "  arecord -d 3 -f S16_LE -r 16000 | duygu predict -\n\n" +
        `Up to ${BARS_AT_MOST} files are shown with bars, more with a line for each.`,
    )
    .action(async (names: string[], options: PredictOptions, command: Command) => {
      const bundle = options.model === undefined ? undefined : await openBundle(options.model);
      let inputs: InputFiles | undefined;
      try {
        const given = options.run === undefined ? bundle?.run : await readRun(options.run);
        inputs = await inputFiles(names, given ? mediumOf(given) : mediumOfOptions(command));
        await predictInputs(inputs, { given, bundle }, options, command);
      } finally {
        await bundle?.dispose();
        await inputs?.dispose();
      }
    });
}

function marginOption(text: string): number {
  const margin = numberOption("--margin")(text);
  checkMargin(margin);
  return margin;
}

/** Shorter windows hold less than a syllable. */
const LEAST_WINDOW_S = 0.1;

/** More files than this have a line for each instead of bars. */
const BARS_AT_MOST = 8;

/** How faces are sought; as the command's values name it. */
const SEARCH_OPTIONS = ["detector", "longestSide", "rotations", "margin"];

/** Options that only files of one medium have a use for. */
const OPTIONS_OF: Record<Medium, readonly string[]> = {
  picture: ["whole", ...SEARCH_OPTIONS],
  sound: ["window", "hop", "speakerFrom", "labelled", "online"],
};

/** The medium that only given options have a use for; undefined without such, and for both. */
function mediumOfOptions(command: Command): Medium | undefined {
  const media = (Object.keys(OPTIONS_OF) as Medium[])
    .filter((medium) => givenOption(command, OPTIONS_OF[medium]) !== undefined);
  return media.length === 1 ? media[0] : undefined;
}

/** The run that was named, and the bundle that it may come from. */
interface NamedModel {
  given: RunDescription | undefined;
  bundle: OpenBundle | undefined;
}

async function predictInputs(
  inputs: InputFiles,
  { given, bundle }: NamedModel,
  options: PredictOptions,
  command: Command,
): Promise<void> {
  const { paths: files, media } = inputs;
  const global = globalOptions(command);
  const { engine, quiet } = global;
  for (const [name, value] of [["--window", options.window], ["--hop", options.hop]] as const) {
    if (value === undefined || value >= LEAST_WINDOW_S) continue;
    throw new UserError(
      `Expected ${name} of at least ${LEAST_WINDOW_S} s, which an emotion takes, but found ${value}`,
    );
  }
  if (options.hop !== undefined && options.window === undefined) {
    throw new UserError("Expected --window beside --hop, but it is missing");
  }
  if (options.window !== undefined && options.speakerFrom !== undefined) {
    throw new UserError("Expected --window or --speaker-from, but found both");
  }
  for (const name of ["labelled", "online"] as const) {
    if (options[name] === undefined || options.speakerFrom !== undefined) continue;
    throw new UserError(`Expected --speaker-from beside --${name}, but it is missing`);
  }
  if (options.whole) refuseGiven(command, SEARCH_OPTIONS, "--whole");
  for (const [medium, names] of Object.entries(OPTIONS_OF)) {
    const option = media.includes(medium as Medium) ? undefined : givenOption(command, names);
    if (option === undefined) continue;
    const missing = medium === "picture" ? "photo" : "recording";
    throw new UserError(`Expected a ${missing} beside ${option}, but found none`);
  }
  if (options.out !== undefined) await makeFolder(options.out);
  const runs = await chosenModels(media, given, options, global);
  if (!quiet) {
    for (const run of new Set(modelsOf(runs))) {
      console.error(modelText(run));
      const notes = [
        ...isRun(run) && run.claimed ? [CLAIM_NOTE] : [],
        ...bundle ? [`Licence of its data: ${bundle.licence}.`] : [],
      ];
      if (notes.length) console.error(notes.join(" "));
    }
  }
  const groups = await speakerGroups(files, media, options);
  const figures = await figuresOf(runs);
  if (!quiet) {
    sayFigures(runs, figures, groups);
    // What is made of generated data is of no use on anybody.
    if (modelsOf(runs).some(({ corpus }) => !corpus.synthetic)) console.error(USE_NOTE);
  }
  await selectEngine({ engine });
  const { outcomes, throughput } = await predictFiles(inputs, runs, groups, options);
  if (options.json) console.log(jsonText(figures, outcomes));
  if (options.csv) console.log(predictionsTable(outcomes));
  if (!quiet && files.length > BARS_AT_MOST) console.error(summaryLine(outcomes, throughput));
  if (!quiet) sayUnfound(outcomes, options);
  requireNoFailure(outcomes, "predicted");
}

/** A photo whose longer side has at most so many pixels is hardly more than a face. */
const FACE_PIXELS = 100;

/** Once, what else can be tried with the photos in which no face was found. */
function sayUnfound(outcomes: readonly PredictedFile[], options: PredictOptions): void {
  const unfound = outcomes.filter((one) =>
    "faces" in one && !one.faces.length
  ) as PhotoPrediction[];
  if (!unfound.length) return;
  const small = unfound.filter(({ width, height }) => Math.max(width, height) <= FACE_PIXELS);
  const hints = [
    ...small.length ? ["--whole takes a picture that is a face itself, such as FER2013's"] : [],
    ...options.rotations || options.detector !== "haar"
      ? []
      : ["--rotations also looks for faces that are turned or tilted"],
  ];
  const hint = hints.length ? `; ${hints.join("; ")}` : "";
  console.error(`No face found in ${counted(unfound.length, "photo")}${hint}`);
}

/** A trained network, or the ready-made one for faces. */
type Model = RunDescription | PretrainedFace;

/** The network for each medium among the files. */
interface Models {
  sound?: RunDescription;
  picture?: Model;
}

async function chosenModels(
  media: readonly Medium[],
  given: RunDescription | undefined,
  { runs }: PredictOptions,
  { data, quiet }: GlobalOptions,
): Promise<Models> {
  if (!given && !quiet) {
    for (const note of await exportedNotes(runs)) console.error(note);
  }
  const models: Models = {};
  if (media.includes("picture")) {
    models.picture = given ?? await bestRun(runs, "images") ??
      await readyMadeFace((sentence) => quiet || console.error(sentence));
  }
  if (media.includes("sound")) models.sound = given ?? await bestSoundRun(runs, data);
  return models;
}

async function bestSoundRun(runs: string, data: string | undefined): Promise<RunDescription> {
  const best = await bestRun(runs, "audio");
  if (best) return best;
  await offerSpeechTraining({ data, runs });
  return (await bestRun(runs, "audio"))!;
}

/** Sounds of one speaker, which are predicted together. */
interface SpeakerGroup {
  /** Paths; those that are only known by their labels come first. */
  files: string[];
  /** Of each file, its position among the command's; undefined for one that is not asked about. */
  positions: (number | undefined)[];
  /** Classes of the files by their place in the group. */
  labelled: Map<number, string>;
}

/** Undefined where each sound is predicted alone. */
async function speakerGroups(
  files: readonly string[],
  media: readonly Medium[],
  { speakerFrom, labelled }: PredictOptions,
): Promise<SpeakerGroup[] | undefined> {
  if (speakerFrom === undefined) return undefined;
  const labels = labelled === undefined ? new Map<string, string>() : await readLabels(labelled);
  const asked = [...files.keys()].filter((at) => media[at] === "sound");
  const paths = new Set(asked.map((at) => resolve(files[at])));
  const further = [...labels.keys()].filter((path) => !paths.has(path));
  const all = [...further, ...asked.map((at) => files[at])];
  const groups = await groupBySpeaker(all, speakerFrom);
  return [...groups.values()].map((group) => {
    return {
      files: group.map((at) => all[at]),
      positions: group.map((at) => asked[at - further.length]),
      labelled: new Map(group.flatMap((at, place) => {
        const name = labels.get(resolve(all[at]));
        return name === undefined ? [] : [[place, name] as const];
      })),
    };
  }).filter(({ positions }) => positions.some((at) => at !== undefined));
}

/** What is known of each network. */
type Figures = Map<Model, RunFigure[]>;

const isRun = (model: Model): model is RunDescription => "config" in model;

const modelsOf = ({ sound, picture }: Models): Model[] =>
  [sound, picture].filter((model) => model !== undefined);

async function figuresOf(models: Models): Promise<Figures> {
  const all = [...new Set(modelsOf(models))];
  return new Map(
    await Promise.all(
      all.map(async (model) =>
        [model, isRun(model) ? await runFigures(model) : model.figures] as const
      ),
    ),
  );
}

/** On standard error: the accuracy to expect. */
function sayFigures(models: Models, figures: Figures, groups?: SpeakerGroup[]): void {
  for (const run of new Set(modelsOf(models))) {
    const own = figures.get(run)!;
    const unfinished = isRun(run) ? unfinishedText(run) : undefined;
    if (unfinished) {
      console.error(unfinished);
      continue;
    }
    if (run.corpus.synthetic) continue;
    const sizes = run === models.sound ? groups?.map((group) => group.files.length) ?? [1] : [1];
    const isPerSpeaker = isRun(run) && run.config.features?.normalisation === "perSpeaker";
    const isTogether = (size: number) => isPerSpeaker && size > 1;
    if (sizes.some(isTogether)) {
      console.error(figureText(own, "unlabelled", "sound"));
      const usual = own.find(({ knowledge }) => knowledge === "unlabelled")?.clips;
      const fewest = Math.min(...sizes.filter(isTogether));
      if (usual && fewest < usual / 2) {
        console.error(
          `It was measured with about ${usual} files a speaker; with ${fewest} expect less.`,
        );
      }
    }
    if (!sizes.every(isTogether)) console.error(figureText(own, "nothing", mediumOf(run)));
  }
}

async function predictFiles(
  { paths: files, media, nameOf }: InputFiles,
  runs: Models,
  groups: SpeakerGroup[] | undefined,
  options: PredictOptions,
): Promise<{ outcomes: PredictedFile[]; throughput: Throughput }> {
  const { json, csv, out, whole, margin } = options;
  const names = outputNames(files);
  const { detector } = options;
  const photos: PhotoOptions = { whole, margin, detector, detection: detectionOf(options) };
  const models = new Map<Model, FilePredictor>();
  const ahead = new Map<Medium, ReturnType<FilePredictor["predictMany"]>>();
  try {
    for (const run of modelsOf(runs)) {
      if (models.has(run)) continue;
      const open = isRun(run) ? openFilePredictor(run, photos) : openReadyMadePhotos(photos);
      models.set(run, await open);
    }
    const startedMs = performance.now();
    const together = await predictGroups(groups, options, () => models.get(runs.sound!)!);
    const how = { windowS: options.window, hopS: options.hop };
    for (const medium of new Set(media)) {
      const own = files.filter((_, at) => media[at] === medium && !together.has(at));
      ahead.set(medium, models.get(runs[medium]!)!.predictMany(own, how));
    }
    const outcomes = await eachFile(files, (file, index) =>
      calledBy(nameOf, file, async () => {
        const run = runs[media[index]]!;
        const found = together.get(index) ?? (await ahead.get(media[index])!.next()).value;
        if (found instanceof UserError) throw found;
        if (out !== undefined && "faces" in found) await draw(found, run, join(out, names[index]));
        const prediction = { ...found, file: nameOf(file) };
        if (out !== undefined && !("faces" in prediction) && prediction.segments?.length) {
          await drawTimeline(prediction, run, join(out, `${names[index]}.png`));
        }
        if (json || csv) return prediction;
        if (files.length > BARS_AT_MOST) console.log(predictionLine(prediction));
        else console.log(predictionText(prediction, run.corpus.synthetic) + "\n");
        return prediction;
      }), (index) => together.has(index));
    return {
      outcomes: outcomes.map((one) => ({ ...one, file: nameOf(one.file) })),
      throughput: throughputSince(startedMs, outcomes.length),
    };
  } finally {
    for (const predictions of ahead.values()) await predictions.return(undefined);
    for (const predictor of models.values()) predictor.dispose();
  }
}

/** `work`'s result; what it says of the file's path in an error is said of its name. */
async function calledBy<Result>(
  nameOf: InputFiles["nameOf"],
  file: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || nameOf(file) === file) throw error;
    throw new UserError(error.message.replaceAll(file, nameOf(file)));
  }
}

/**
 * The predictions of grouped files by their positions; after Ctrl-C those of finished groups, for
 * a group's files are judged by all of them.
 */
async function predictGroups(
  groups: SpeakerGroup[] = [],
  { online }: PredictOptions,
  predictor: () => FilePredictor,
): Promise<Map<number, FilePrediction | UserError>> {
  const signal = interruptSignal();
  const found = new Map<number, FilePrediction | UserError>();
  for (const { files, positions, labelled } of groups) {
    if (signal.aborted) break;
    const outcomes = await predictor().predictTogether(files, { labelled, online, signal })
      .catch((error) => {
        if (error instanceof InterruptedError) return [];
        throw error;
      });
    outcomes.forEach((outcome, place) => {
      const at = positions[place];
      if (at !== undefined) found.set(at, outcome);
      else if (outcome instanceof UserError) throw outcome;
    });
  }
  return found;
}

async function draw(prediction: PhotoPrediction, run: Model, path: string): Promise<void> {
  const { synthetic } = run.corpus;
  // Pictures are shown to others, who need no folders of this machine.
  const subtitle = modelText(isRun(run) ? { ...run, name: basename(run.name ?? run.folder) } : run);
  const options = { path, subtitle, synthetic };
  const written = await writePhotoReport(prediction.file, prediction, options);
  for (const file of written) console.error(`Picture: ${file}`);
}

async function drawTimeline(
  { file, segments, durationS }: SoundFilePrediction,
  run: Model,
  path: string,
): Promise<void> {
  const subtitle = modelText(isRun(run) ? { ...run, name: basename(run.name ?? run.folder) } : run);
  const labels = { title: basename(file), subtitle, synthetic: run.corpus.synthetic };
  const judged = segments!.filter(({ warnings }) => !notJudged(warnings));
  await writeFileWhole(path, await renderPng(timelinePlot(judged, durationS, labels)));
  console.error(`Picture: ${path}`);
}

function modelText(model: Model): string {
  if (!isRun(model)) {
    const { title, source, licence, corpus } = model;
    return `Model: ${title} of the ${source}, licence ${licence}, ready-made (trained on ` +
      `${corpus.title}); a run of your own takes its place`;
  }
  const { name, folder, corpus } = model;
  return `Model: ${name ?? folder} (trained on ${
    corpus.synthetic ? "SYNTHETIC data" : corpus.title
  })`;
}

function jsonText(runs: Figures, outcomes: PredictedFile[]): string {
  const models = [...runs].map(([run, figures]) => {
    const { id, synthetic } = run.corpus;
    const claimed = isRun(run) && (run.claimed ?? false);
    const known = { medium: mediumOf(run), corpus: id, synthetic, claimed, figures };
    if (isRun(run)) return { run: run.name ?? run.folder, ...known };
    const { title, source, licence } = run;
    return { run: null, readyMade: { title, source, licence }, ...known };
  });
  return JSON.stringify({ models, files: judgedOnly(outcomes) }, null, 2);
}

/** One file's block: its name, the prediction, and a bar a class. */
function predictionText(prediction: FilePrediction, isSynthetic = false): string {
  const warning = isSynthetic ? " SYNTHETIC model: not valid for real emotions" : "";
  return "faces" in prediction ? photoText(prediction, warning) : soundText(prediction, warning);
}

function soundText(prediction: SoundFilePrediction, warning: string): string {
  const { file, predicted, unsure, probabilities, durationS, usedS, warnings } = prediction;
  const part = usedS < durationS
    ? ` (from ${usedS.toFixed(2)} s of its ${durationS.toFixed(2)} s)`
    : "";
  const doubts = warnings.map(({ message }) => `Warning: ${message}\n`).join("");
  const { segments } = prediction;
  const parts = segments?.length
    ? `${segmentLines(segments)}\nIn all, weighted by duration:\n`
    : "";
  const other = notJudged(warnings);
  if (other) return `${file}: ${other}${warning}\n${doubts}${parts && segmentLines(segments!)}`;
  return `${file}: ${answerText(predicted, unsure)}${part}${warning}\n${doubts}${parts}` +
    barChart(probabilities);
}

function answerText(predicted: string, unsure: boolean): string {
  return unsure ? `unsure, perhaps ${predicted}` : predicted;
}

function photoText({ file, faces }: PhotoPrediction, warning: string): string {
  if (!faces.length) return `${file}: no face found${warning}`;
  const blocks = faces.map((face: FacePrediction, at) => {
    const { box, rotation, predicted, unsure, probabilities } = face;
    const which = faces.length > 1 ? ` face ${at + 1} of ${faces.length},` : "";
    const turned = rotation ? `, turned clockwise by ${rotation} degrees` : "";
    const place = `(${box.width} × ${box.height} pixels at ${box.x}, ${box.y}${turned})`;
    return `${file}:${which} ${answerText(predicted, unsure)} ${place}${warning}\n${
      barChart(probabilities)
    }`;
  });
  return blocks.join("\n");
}

/** Eighths of a block, from one to eight. */
const EIGHTHS = "▏▎▍▌▋▊▉█";

/**
 * One line for each entry of `shares` (0 to 1): its name, a bar of at most `width` characters, its
 * value.
 *
 * @example
 * ```ts
 * barChart({ happy: 0.75, sad: 0.25 }, 8); // "happy  ██████   0.750\nsad    ██       0.250"
 * ```
 */
export function barChart(shares: Record<string, number>, width = 32): string {
  const nameWidth = Math.max(...Object.keys(shares).map((name) => name.length));
  return Object.entries(shares)
    .map(([name, share]) =>
      `${name.padEnd(nameWidth)}  ${bar(share, width).padEnd(width)} ${share.toFixed(3)}`
    )
    .join("\n");
}

function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const rest = eighths % 8;
  return "█".repeat(Math.floor(eighths / 8)) + (rest ? EIGHTHS[rest - 1] : "");
}
