import { escapeHtml } from "../base/text.ts";
import type { Study } from "../bayesopt/study.ts";
import { hasEnded, type Trial } from "../bayesopt/trial.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { encodeWav } from "../data/audio/wav.ts";
import type { Clip, Corpus } from "../data/corpus.ts";
import { loadImages } from "../data/images/load_images.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { createResampler } from "../dsp/resample.ts";
import { createSpectrogram } from "../dsp/stft.ts";
import type { Metrics } from "../metrics/evaluate_predictions.ts";
import { confusionPlot } from "../plot/confusion_plot.ts";
import { imageGallery } from "../plot/image_gallery.ts";
import { renderPng } from "../plot/render.ts";
import { spectrogramPlot } from "../plot/spectrogram_plot.ts";
import type { PlotSpec } from "../plot/theme.ts";
import { trainingHistoryPlot } from "../plot/training_history_plot.ts";
import { type ConvergenceOptions, tuningConvergence } from "../plot/tuning_convergence.ts";
import { networkTitle } from "../train/network_config.ts";
import type { RunResult } from "../train/train_run.ts";
import { type MimeBundle, plotBundle } from "./display.ts";

/** Has each of the corpus's clips show itself; rows of a table of features stay plain. */
export function richCorpus(corpus: Corpus): Corpus {
  if (corpus.kind === "features") return corpus;
  const bundle = corpus.kind === "audio" ? soundBundle : pictureBundle;
  const show = (clip: Clip) => bundle(clip, corpus.synthetic);
  for (const clip of corpus.clips) showsItself(clip, () => show(clip));
  return corpus;
}

/** Points that a pixel takes up on each side. */
const ZOOM = 4;

/** The clip's pixels as networks see them. Throws UserError where the file cannot be read. */
async function pictureBundle(
  clip: Pick<Clip, "id" | "path" | "label" | "sha256">,
  synthetic: boolean,
): Promise<MimeBundle> {
  const { pixels, size } = await loadImages([clip], { quiet: true });
  const images = [{ pixels: new Uint8Array(pixels) }];
  const plot = imageGallery([{ label: clip.label, images }], {
    title: clip.id,
    width: size,
    zoom: ZOOM,
    synthetic,
  });
  return await plotBundle(plot);
}

/**
 * The clip at the sampling rate and with the STFT of Duygu's default features. Throws UserError
 * where the file cannot be read.
 */
async function soundBundle(
  { id, path, label }: Pick<Clip, "id" | "path" | "label">,
  synthetic: boolean,
): Promise<MimeBundle> {
  const audio = await readAudio(path);
  const { sampleRateHz } = defaultFeatures;
  const samples = createResampler(audio.sampleRateHz, sampleRateHz)(audio.samples);
  const seconds = `${audio.durationS.toFixed(2)} s`;
  const spectrogram = createSpectrogram(defaultFeatures)(samples);
  const plot = spectrogramPlot(spectrogram, defaultFeatures, {
    title: `${id}: ${label}, ${seconds}`,
    synthetic,
  });
  const picture = (await renderPng(plot)).toBase64();
  const sound = encodeWav(samples, sampleRateHz).toBase64();
  const name = escapeHtml(`Spectrogram of ${id}`);
  return {
    "text/html": `<audio controls src="data:audio/wav;base64,${sound}"></audio><br>` +
      `<img alt="${name}" style="max-width: 100%" src="data:image/png;base64,${picture}">`,
    "text/plain": `Clip ${id}: ${label}, ${seconds}`,
  };
}

/** Has `metrics.confusion` show itself, with the names of the classes. */
export function richMetrics(
  metrics: Metrics,
  classes: readonly string[],
  { synthetic = false }: { synthetic?: boolean } = {},
): Metrics {
  const { confusion, accuracy, count } = metrics;
  const plot = confusionPlot(confusion, classes, {
    title: `Confusion: accuracy ${(100 * accuracy).toFixed(1)} %, n = ${count}`,
    synthetic,
  });
  showsItself(confusion, () => plotBundle(plot));
  return metrics;
}

/** Has the run and its confusion matrix show themselves. */
export function richRun(run: RunResult): RunResult {
  const { config, corpus, metrics, history } = run;
  const { synthetic } = corpus;
  const plot = trainingHistoryPlot(history, {
    title: `${corpus.title}, ${networkTitle(config.network)}: ` +
      `accuracy ${(100 * metrics.accuracy).toFixed(1)} % on ${metrics.count} clips of the test set`,
    subtitle: `${[config.protocol, config.fold].filter(Boolean).join(" ")}, seed ${config.seed}`,
    synthetic,
  });
  richMetrics(metrics, corpus.classes, { synthetic });
  return showsItself(run, () => plotBundle(plot));
}

/** The best value so far after each trial that has ended. */
export function convergenceOf(
  trials: readonly Trial[],
  { title = "Best so far", objective = "objective", synthetic = false }: Partial<
    ConvergenceOptions
  > = {},
): PlotSpec {
  const values = trials.filter(hasEnded).map(({ value }) => value ?? null);
  return tuningConvergence([{ name: title, values }], { title, objective, synthetic });
}

/** Has the study, or whatever else holds trials, show itself as it stands at that moment. */
export function richStudy<Holder extends Pick<Study, "trials">>(study: Holder): Holder {
  return showsItself(study, () => plotBundle(convergenceOf(study.trials)));
}

/** What Deno's kernel calls on the value of a cell's last line. */
const displaySymbol = Symbol.for("Jupyter.display");

/**
 * Has notebooks show `value` as `bundle` makes it, when it is a cell's last line. The object stays
 * as it is for everything else: the method is neither enumerated nor copied nor written as JSON.
 *
 * @example
 * ```ts
 * showsItself(run, () => plotBundle(trainingHistoryPlot(run.history, { title: run.folder })));
 * ```
 */
function showsItself<Value extends object>(
  value: Value,
  bundle: () => MimeBundle | Promise<MimeBundle>,
): Value {
  return Object.defineProperty(value, displaySymbol, { value: bundle, configurable: true });
}
