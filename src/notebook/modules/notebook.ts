/** What notebooks import as "duygu/notebook": the engine, the data, and showing things. */
export { notebookFolder } from "../notebook_folder.ts";
export { openCorpus } from "../open_corpus.ts";
export { openPhoto } from "../open_photo.ts";
export { openPlot } from "../open_plot.ts";
export { progress } from "../progress.ts";
export { convergenceOf } from "../rich/rich_study.ts";
export { showAudio } from "../show_audio.ts";
export { showBanner, showNote } from "../show_note.ts";
export { showPlot } from "../show_plot.ts";
export { showTable } from "../show_table.ts";
export { startEngine } from "../start_engine.ts";
