/** What notebooks import as "duygu/plot": data in, Vega-Lite specifications out. */
export {
  type ClassCount,
  classSharesBar,
  type PublishedShares,
} from "../../plot/class_shares_bar.ts";
export { confusionPlot } from "../../plot/confusion_plot.ts";
export {
  type EmotionPlane,
  emotionPlanePlot,
  type PlanePlace,
} from "../../plot/emotion_plane_plot.ts";
export {
  type GalleryImage,
  type GalleryOptions,
  type GalleryRow,
  imageGallery,
} from "../../plot/image_gallery.ts";
export { leakageGapPlot, type ProtocolFigure } from "../../plot/leakage_gap_plot.ts";
export { type Line, linePlot, type LinePlotOptions } from "../../plot/line_plot.ts";
export {
  type LabelledBox,
  photoProbabilitiesPlot,
  type ShownPhoto,
} from "../../plot/photo_probabilities_plot.ts";
export {
  type ComparedFigure,
  type ComparisonOptions,
  publishedComparisonPlot,
} from "../../plot/published_comparison_plot.ts";
export { sideBySide, type SideBySideOptions } from "../../plot/side_by_side.ts";
export {
  type SpectrogramPlaces,
  spectrogramPlot,
  type SpectrogramPlotOptions,
  type UprightAxis,
} from "../../plot/spectrogram_plot.ts";
export type { PlotLabels } from "../../plot/theme.ts";
export { type HistoryEpoch, trainingHistoryPlot } from "../../plot/training_history_plot.ts";
export type { TuningAxis } from "../../plot/tuning_axis.ts";
export {
  type ConvergenceOptions,
  type ConvergenceStudy,
  tuningConvergence,
} from "../../plot/tuning_convergence.ts";
export {
  type ModelStep,
  type ModelStepsOptions,
  tuningModelSteps,
} from "../../plot/tuning_model_steps.ts";
export { type DiagramLayer, unetDiagram } from "../../plot/unet_diagram.ts";
export { waveformPlot, type WaveformPlotOptions } from "../../plot/waveform_plot.ts";
