/** What notebooks import as "duygu/plot": data in, Vega-Lite specifications out. */
export { classSharesBar } from "../../plot/class_shares_bar.ts";
export { confusionPlot } from "../../plot/confusion_plot.ts";
export { emotionPlanePlot } from "../../plot/emotion_plane_plot.ts";
export { imageGallery } from "../../plot/image_gallery.ts";
export { leakageGapPlot } from "../../plot/leakage_gap_plot.ts";
export { linePlot } from "../../plot/line_plot.ts";
export { photoProbabilitiesPlot } from "../../plot/photo_probabilities_plot.ts";
export { publishedComparisonPlot } from "../../plot/published_comparison_plot.ts";
export { sideBySide } from "../../plot/side_by_side.ts";
export { spectrogramPlot } from "../../plot/spectrogram_plot.ts";
export { trainingHistoryPlot } from "../../plot/training_history_plot.ts";
export { tuningConvergence } from "../../plot/tuning_convergence.ts";
export { tuningModelSteps } from "../../plot/tuning_model_steps.ts";
export { unetDiagram } from "../../plot/unet_diagram.ts";
export { waveformPlot } from "../../plot/waveform_plot.ts";
