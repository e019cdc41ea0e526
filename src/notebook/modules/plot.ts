/** What notebooks import as "duygu/plot": data in, Vega-Lite specifications out. */
export { imageGallery } from "../../plot/image_gallery.ts";
export { linePlot } from "../../plot/line_plot.ts";
export { sideBySide } from "../../plot/side_by_side.ts";
export { spectrogramPlot } from "../../plot/spectrogram_plot.ts";
export { waveformPlot } from "../../plot/waveform_plot.ts";
