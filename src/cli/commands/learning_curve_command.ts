/** The command `learning-curve CORPUS`: accuracy of new speakers over the number of training speakers. */
import { join } from "node:path";
import { type Command, Option } from "commander";
import { csvLine } from "../../base/csv.ts";
import { makeFolder, writeFileWhole } from "../../base/files.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { findNames, requireCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { knowledgeTitles } from "../../metrics/knowledge.ts";
import { linePlot } from "../../plot/line_plot.ts";
import { renderPng } from "../../plot/render.ts";
import { type ModelName, modelTitle, speechModels } from "../../train/network_config.ts";
import {
  planCurve,
  SPEAKER_DRAWS,
  type SpeakerCurve,
  speakerCurve,
} from "../../train/speaker_curve.ts";
import { globalOptions } from "../create_program.ts";
import {
  commaListOption,
  featuresOf,
  type LayersFlag,
  layersOption,
  wholeNumberOption,
} from "../options.ts";

interface LearningCurveFlags {
  model: ModelName;
  features?: string;
  layers?: LayersFlag;
  counts?: number[];
  draws: number;
  runs: string;
  out?: string;
  json?: true;
}

/** Adds `learning-curve` to the program. */
export function addLearningCurveCommand(program: Command): void {
  program
    .command("learning-curve")
    .description("Train on few and on many speakers, and test on each other one")
    .argument("<corpus>", "id of a corpus of recordings that names its speakers")
    .addOption(
      new Option("--model <name>", "which network").choices([...speechModels, "encoderFunctionals"])
        .default("discriminantFunctionals"),
    )
    .option("--features <source>", "encoder:FILE, as `train` takes it")
    .addOption(
      new Option("--layers <numbers>", "of the encoder: auto (the default), all, or such as 1,2")
        .argParser(layersOption),
    )
    .option(
      "--counts <list>",
      "numbers of training speakers, such as 1,2,4; by default up to all but the tested one",
      (text: string) => commaListOption(text).map(wholeNumberOption),
    )
    .option(
      "--draws <n>",
      "sets of training speakers, drawn for each test speaker and number",
      wholeNumberOption,
      SPEAKER_DRAWS,
    )
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--out <dir>", "write learning_curve.csv and learning_curve.png into this folder")
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      "\nTwice and four times the speakers are extrapolated by a power law, where three numbers or more\n" +
        "were tried; the intervals are a bootstrap over test speakers.\n\n" +
        "Examples:\n  duygu learning-curve turev --out reports\n" +
        "  duygu learning-curve turev --features encoder:whisper-tiny.en.onnx --counts 1,3,5",
    )
    .action(async (id: string, flags: LearningCurveFlags, command: Command) => {
      const { model, counts, draws, runs, out, json } = flags;
      const { engine, data, quiet } = globalOptions(command);
      // Before files are read, which takes long.
      const named = await findNames(id, { dataRoot: data });
      if (named) planCurve(named, counts);
      const { encoder } = await featuresOf(flags, () => {
        throw new UserError("Expected encoder:FILE as --features of a curve, but found a table");
      });
      const corpus = await requireCorpus(id, { dataRoot: data, quiet, recheck: true });
      await selectEngine({ engine });
      const curve = await speakerCurve(corpus, {
        plan: { model, encoder },
        ...{ counts, draws, runsFolder: runs, quiet, signal: interruptSignal() },
      });
      const { synthetic, title } = corpus;
      const about = `${synthetic ? "SYNTHETIC data (generated, not speech)" : title}, ` +
        modelTitle(model) + (encoder ? ` and ${encoder.name}` : "");
      console.log(json ? JSON.stringify(curve, null, 2) : curveText(curve, about));
      if (out === undefined) return;
      await makeFolder(out);
      await writeFileWhole(join(out, "learning_curve.csv"), curveCsv(curve));
      const plot = curvePlot(curve, { about: `${title}, ${modelTitle(model)}`, synthetic });
      await writeFileWhole(join(out, "learning_curve.png"), await renderPng(plot));
      console.error(`Table and picture: ${join(out, "learning_curve.{csv,png}")}`);
    });
}

function curveText({ points, beyond }: SpeakerCurve, about: string): string {
  const rows = points.map(({ trained, knowledge, accuracy, uar }) => [
    String(trained),
    knowledgeTitles[knowledge],
    accuracy.toFixed(3),
    uar.toFixed(3),
    "",
  ]);
  const further = beyond.map(({ size, knowledge, value, low, high }) => [
    `${size} (extrapolated)`,
    knowledgeTitles[knowledge],
    value.toFixed(3),
    "",
    `${low.toFixed(3)} to ${high.toFixed(3)}`,
  ]);
  return [
    `${about}: accuracy of each speaker when so many others are trained on, the mean`,
    "",
    textTable(["training speakers", "known", "accuracy", "UAR", "95 %"], [...rows, ...further]),
  ].join("\n");
}

/** One row a point; the extrapolated ones have an interval and neither UAR nor speakers. */
function curveCsv({ points, beyond }: SpeakerCurve): string {
  const names = Object.keys(points[0].speakers);
  const lines = [
    ["trained", "knowledge", "measured", "accuracy", "uar", "low", "high", ...names],
    ...points.map(({ trained, knowledge, accuracy, uar, speakers }) => [
      ...[trained, knowledge, "yes", accuracy, uar, "", ""],
      ...names.map((name) => speakers[name] ?? ""),
    ]),
    ...beyond.map(({ size, knowledge, value, low, high }) => [
      ...[size, knowledge, "no", value, "", low, high],
      ...names.map(() => ""),
    ]),
  ];
  return lines.map((line) => csvLine(line.map(String)) + "\n").join("");
}

function curvePlot(
  { points, beyond }: SpeakerCurve,
  { about, synthetic }: { about: string; synthetic: boolean },
) {
  const kinds = [...new Set(points.map(({ knowledge }) => knowledge))];
  const lines = kinds.flatMap((knowledge) => {
    const own = points.filter((point) => point.knowledge === knowledge);
    const further = beyond.filter((point) => point.knowledge === knowledge);
    const last = own.at(-1)!;
    return [
      {
        name: knowledgeTitles[knowledge],
        x: own.map(({ trained }) => trained),
        y: own.map(({ accuracy }) => accuracy),
      },
      ...further.length
        ? [{
          name: `${knowledgeTitles[knowledge]}, extrapolated`,
          x: [last.trained, ...further.map(({ size }) => size)],
          y: [last.accuracy, ...further.map(({ value }) => value)],
        }]
        : [],
    ];
  });
  return linePlot(lines, {
    title: `${about}: more training speakers`,
    ...{ x: "training speakers", y: "accuracy of the tested speaker", points: true, synthetic },
  });
}
