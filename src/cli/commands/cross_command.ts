/** The command `cross CORPUS…`: each corpus trained on, each tested on, in one table. */
import { type Command, Option } from "commander";
import { writeFileWhole } from "../../base/files.ts";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { knowledgeTitles } from "../../metrics/knowledge.ts";
import { matrixPlot } from "../../plot/matrix_plot.ts";
import { renderPng } from "../../plot/render.ts";
import { type CrossCell, crossMatrix } from "../../train/cross_matrix.ts";
import { type ModelName, modelTitle, speechModels } from "../../train/network_config.ts";
import { globalOptions } from "../create_program.ts";
import { featuresOf, type LayersFlag, layersOption, wholeNumberFrom } from "../options.ts";

interface CrossOptions {
  model: ModelName;
  features?: string;
  layers?: LayersFlag;
  seed?: number;
  runs: string;
  png?: string;
  json?: true;
}

/** Adds `cross` to the program. */
export function addCrossCommand(program: Command): void {
  program
    .command("cross")
    .description("Train on each corpus and test on each other, by the classes that both have")
    .argument("<corpora...>", "ids of two or more corpora of recordings")
    .addOption(
      new Option("--model <name>", "which network").choices([...speechModels, "encoderFunctionals"])
        .default("discriminantFunctionals"),
    )
    .option("--features <source>", "egemaps or encoder:FILE, as `train` takes it")
    .addOption(
      new Option("--layers <numbers>", "of the encoder: auto (the default), all, or such as 1,2")
        .argParser(layersOption),
    )
    .option("--seed <number>", "as `train` takes it", wholeNumberFrom(0))
    .option("--runs <dir>", "folder of all runs", "runs")
    .option("--png <file>", "draw the table into this file")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nOn the diagonal each speaker of a corpus is left out in turn. With three corpora or more a\n" +
        "last row is trained on all others. What is trained already is not trained again.\n\n" +
        "Examples:\n  duygu cross turev tess --png cross.png\n" +
        "  duygu cross emodb ravdess turev --features encoder:whisper-tiny.en.onnx",
    )
    .action(async (ids: string[], options: CrossOptions, command: Command) => {
      const { model, seed, runs, png, json } = options;
      const { engine, data, quiet } = globalOptions(command);
      const { encoder, egemaps } = await featuresOf(options, () => {
        throw new UserError(
          "Expected --features egemaps or encoder:FILE, for a table is of one corpus",
        );
      });
      await selectEngine({ engine });
      const cells = await crossMatrix(ids, {
        plan: { model, seed, encoder, egemaps },
        ...{ runsFolder: runs, dataRoot: data, quiet, signal: interruptSignal() },
      });
      const corpora = await Promise.all(ids.map((id) => requireCorpus(id, { dataRoot: data })));
      const synthetic = corpora.some((corpus) => corpus.synthetic);
      console.log(json ? JSON.stringify(cells, null, 2) : crossText(cells, synthetic));
      if (png === undefined) return;
      const { knowledge } = cells[0].lines.at(-1)!;
      const plot = matrixPlot(
        cells.map((cell) => ({
          row: rowOf(cell),
          column: cell.test,
          value: cell.lines.at(-1)!.macroRecall,
          note: `${cell.classes.length} classes`,
        })),
        {
          title: "Trained on one corpus, tested on another",
          subtitle: `${modelTitle(model)}, ${knowledgeTitles[knowledge]} of the speaker`,
          ...{ rows: "trained on", columns: "tested on", value: "unweighted average recall" },
          synthetic,
        },
      );
      await writeFileWhole(png, await renderPng(plot));
      console.error(`Picture: ${png}`);
    });
}

/** One row for all cells that are trained on all others. */
function rowOf({ train }: CrossCell): string {
  return train.includes("+") ? "all others" : train;
}

/** The tables of `cross`. */
function crossText(cells: readonly CrossCell[], synthetic: boolean): string {
  const tests = [...new Set(cells.map(({ test }) => test))];
  const rows = [...new Set(cells.map(rowOf))];
  const tables = cells[0].lines.map(({ knowledge }, line) =>
    [
      `Of the speaker: ${
        knowledgeTitles[knowledge]
      }; accuracy, unweighted average recall (classes)`,
      textTable(
        ["trained on", ...tests],
        rows.map((row) => [
          row,
          ...tests.map((test) => {
            const cell = cells.find((one) => rowOf(one) === row && one.test === test)!;
            const { accuracy, macroRecall } = cell.lines[line];
            return `${accuracy.toFixed(3)}, ${macroRecall.toFixed(3)} (${cell.classes.length})`;
          }),
        ]),
      ),
    ].join("\n")
  );
  return [...synthetic ? ["SYNTHETIC data (generated, not speech)"] : [], ...tables].join("\n\n");
}
