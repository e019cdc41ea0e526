/** What notebooks import as "duygu/notebook": the engine, the data, and showing things. */
export { type EngineName, engineNames } from "../../engine/select_engine.ts";
export {
  notebookFolder,
  openCorpus,
  type OpenCorpusOptions,
  type OpenedPhoto,
  openPhoto,
  startEngine,
} from "../session.ts";
export {
  type MimeBundle,
  type NotebookProgress,
  type NotebookProgressOptions,
  openPlot,
  progress,
  showAudio,
  showBanner,
  type ShowInPlace,
  showNote,
  showPlot,
  type ShowPlotInPlace,
  showTable,
} from "../display.ts";
export {
  type LiveCurves,
  openLiveCurves,
  trainLive,
  type TrainLiveOptions,
} from "../train_live.ts";
export { convergenceOf } from "../rich_objects.ts";
