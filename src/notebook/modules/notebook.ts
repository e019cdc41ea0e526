/** What notebooks import as "duygu/notebook": the engine, the data, and showing things. */
export type { EngineName } from "../../engine/select_engine.ts";
export { notebookFolder } from "../notebook_folder.ts";
export { openCorpus, type OpenCorpusOptions } from "../open_corpus.ts";
export type { ShowInPlace } from "../open_display.ts";
export { type OpenedPhoto, openPhoto } from "../open_photo.ts";
export { openPlot, type ShowPlotInPlace } from "../open_plot.ts";
export type { MimeBundle } from "../plot_bundle.ts";
export { type NotebookProgress, type NotebookProgressOptions, progress } from "../progress.ts";
export { convergenceOf } from "../rich/rich_study.ts";
export { showAudio } from "../show_audio.ts";
export { showBanner, showNote } from "../show_note.ts";
export { showPlot } from "../show_plot.ts";
export { showTable } from "../show_table.ts";
export { startEngine } from "../start_engine.ts";
