/** What notebooks import as "duygu/plot": data in, Vega-Lite specifications out. */
export { type ClassCount, classSharesBar, type PublishedShares } from "../../plot/class_shares.ts";
export { confusionPlot } from "../../plot/confusion_plot.ts";
export {
  type EmotionPlane,
  emotionPlanePlot,
  type PlanePlace,
} from "../../plot/emotion_plane_plot.ts";
export { featurePlot } from "../../plot/feature_plot.ts";
export {
  type GalleryImage,
  type GalleryOptions,
  type GalleryRow,
  imageGallery,
} from "../../plot/image_gallery.ts";
export { leakageGapPlot, type ProtocolFigure } from "../../plot/leakage_gap_plot.ts";
export {
  type Line,
  linePlot,
  type LinePlotOptions,
  sideBySide,
  type SideBySideOptions,
} from "../../plot/line_plot.ts";
export {
  type LabelledBox,
  photoProbabilitiesPlot,
  type ShownPhoto,
} from "../../plot/photo_probabilities_plot.ts";
export {
  type ComparedFigure,
  type ComparisonOptions,
  type FigureOf,
  publishedComparisonPlot,
} from "../../plot/published_comparison_plot.ts";
export {
  type SpectrogramPlaces,
  spectrogramPlot,
  type SpectrogramPlotOptions,
  type UprightAxis,
  waveformPlot,
  type WaveformPlotOptions,
} from "../../plot/spectrogram_plot.ts";
export type { PlotLabels } from "../../plot/theme.ts";
export {
  type HistoryEpoch,
  type HistoryLabels,
  trainingHistoryPlot,
} from "../../plot/training_history_plot.ts";
export {
  type ConvergenceOptions,
  type ConvergenceStudy,
  type TuningAxis,
  tuningConvergence,
} from "../../plot/tuning_convergence.ts";
export {
  type ModelStep,
  type ModelStepsOptions,
  tuningModelSteps,
} from "../../plot/tuning_model.ts";
export { type DiagramLayer, unetDiagram } from "../../plot/unet_diagram.ts";
