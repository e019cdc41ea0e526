/** What notebooks import as "duygu/notebook": showing things below a cell. */
export { notebookFolder } from "../notebook_folder.ts";
export { openCorpus } from "../open_corpus.ts";
export { showAudio } from "../show_audio.ts";
export { showPlot } from "../show_plot.ts";
export { showTable } from "../show_table.ts";
