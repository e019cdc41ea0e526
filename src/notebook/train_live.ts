/** Training that a notebook's reader watches. */
import { trainingHistoryPlot } from "../plot/training_history_plot.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { runTitle } from "../train/network_config.ts";
import type { RunConfig } from "../train/run_config.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "../train/train_run.ts";
import { openPlot, progress } from "./display.ts";
import { richRun } from "./rich_objects.ts";

/** What a training that reports its epochs shows below a cell. */
export interface LiveCurves {
  /** Called after each epoch. */
  onEpoch(record: EpochRecord): Promise<void>;
  /** Ends the bar. */
  finish(): Promise<void>;
}

/**
 * A bar and the curves of loss and accuracy, which change in place; the axis of epochs is as long
 * as the training from the start.
 *
 * @example
 * ```ts
 * const curves = openLiveCurves({ title: "faces", epochs: 8 });
 * await fit({ ...training, onEpoch: curves.onEpoch });
 * await curves.finish();
 * ```
 */
export function openLiveCurves(
  { title, epochs, synthetic }: { title: string; epochs: number; synthetic?: boolean },
): LiveCurves {
  const bar = progress({ title: "Epochs", total: epochs });
  const show = openPlot();
  const history: EpochRecord[] = [];
  return {
    async onEpoch(record) {
      history.push(record);
      await bar.update(record.epoch, `validation accuracy ${record.validationAccuracy.toFixed(3)}`);
      await show(trainingHistoryPlot(history, { title: `Training: ${title}`, synthetic, epochs }));
    },
    finish: () => bar.finish(),
  };
}

/** How {@link trainLive} trains. */
export interface TrainLiveOptions extends Pick<TrainRunOptions, "dataRoot"> {
  /** Folder of all runs; by default one that is thrown away with the session. */
  runsFolder?: string;
  /** True for generated data: the curves' title then says SYNTHETIC. */
  synthetic?: boolean;
}

/**
 * Trains and tests a network, with a bar and curves that change in place; the run shows itself.
 *
 * @example
 * ```ts
 * const config = defaultConfig(await openCorpus("turev"));
 * const run = await trainLive(config);
 * run;
 * ```
 */
export async function trainLive(
  config: RunConfig,
  { runsFolder, dataRoot, synthetic }: TrainLiveOptions = {},
): Promise<RunResult> {
  const title = `${runTitle(config)}, ${config.protocol}`;
  const curves = openLiveCurves({ title, epochs: config.training.epochs, synthetic });
  const run = await trainRun(config, {
    runsFolder: runsFolder ?? await Deno.makeTempDir(),
    dataRoot: dataRoot || undefined,
    quiet: true,
    onEpoch: curves.onEpoch,
  });
  await curves.finish();
  return richRun(run);
}
