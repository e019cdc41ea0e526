/**
 * The catalogue of networks, one row each; all else that knows networks is made from it: the type
 * NetworkConfig, what `--model` takes, names in tables, default trainings and search spaces.
 */
import { type Space, table2Space } from "../bayesopt/space.ts";
import {
  compactResNet,
  compactResNetSchema,
  defaultCompactResNet,
  wideCompactResNet,
} from "../facecnn/compact_res_net.ts";
import {
  defaultMobileNet,
  enlargedMobileNet,
  mobileNet,
  mobileNetSchema,
  strideOneMobileNet,
} from "../facecnn/mobile_net.ts";
import {
  attentiveUnet,
  attentiveUnetSchema,
  defaultAttentiveUnet,
} from "../unet/attentive_unet.ts";
import { cnnBiLstm, cnnBiLstmSchema, defaultCnnBiLstm } from "../unet/cnn_bi_lstm.ts";
import { conformer, conformerSchema, defaultConformer } from "../unet/conformer.ts";
import {
  defaultDenseFeatures,
  denseFeatures,
  denseFeaturesSchema,
} from "../unet/dense_features.ts";
import { emotionUnet, emotionUnetSchema } from "../unet/emotion_unet.ts";
import {
  defaultDenseFunctionals,
  denseFunctionals,
  denseFunctionalsSchema,
  linearFunctionals,
} from "../unet/logistic_regression.ts";
import { publishedEmotionUnet } from "../unet/published_configurations.ts";
import {
  defaultResidualCnn2d,
  residualCnn2d,
  residualCnn2dSchema,
  wideResidualCnn2d,
} from "../unet/residual_cnn_2d.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { mobileNetTraining, residualTraining } from "./face_config.ts";
import { network, numbered, pick, share, whole } from "./network_row.ts";
import { paperTraining } from "./schedule.ts";
import {
  discriminant,
  egemapsFeatures,
  framesTraining,
  functionalsTraining,
  linear,
  melFeatures,
  publishedTraining,
  speakerIndependent,
  voiceFeatures,
} from "./speech_config.ts";

/** Paper S's table 2, its training and EmotionUnet's shape. */
const table2 = Object.groupBy(
  table2Space(),
  ({ name }) => ["learningRate", "epochs", "batchSize"].includes(name) ? "training" : "shape",
) as Record<"training" | "shape", Space>;

/** Of a MobileNet that starts from one that knows faces (`--weights`). */
const fineTuning = residualTraining({ epochs: 10, learningRate: 3e-4, precision: "bfloat16" });

/** How any small speech network is trained: ranges around what speech_config.ts takes. */
const speechSearch: Space = [
  { kind: "real", name: "learningRate", low: 3e-4, high: 1e-2, scale: "log" },
  { kind: "integer", name: "epochs", low: 5, high: 60, scale: "uniform" },
  { kind: "ordinal", name: "batchSize", choices: [16, 32, 64] },
  { kind: "real", name: "weightDecay", low: 1e-3, high: 0.3, scale: "log" },
  share("labelSmoothing", 0.3),
  { kind: "real", name: "mixup", low: 0.05, high: 1, scale: "log" },
];

const unetFilters = numbered("filters", 6);

/**
 * The rows, by kind. The first row of each input is what is trained where no model is named. Search
 * spaces of the small speech networks stay below a tenth of EmotionUnet's parameters.
 */
export const networks = {
  emotionUnet: network({
    title: "EmotionUnet",
    input: "audio",
    schema: emotionUnetSchema,
    framesMultiple: 8,
    build: (config, shape, seed) => emotionUnet({ ...config, ...shape }, seed),
    models: {
      emotionUnet: {
        network: publishedEmotionUnet,
        training: publishedTraining,
      },
    },
    search: {
      ...table2,
      network: (point) => ({
        filters: unetFilters.map((name) => point[name]),
        ...pick(point, "denseUnits"),
      }),
    },
  }),

  // Small networks for recordings, which are not the papers'.
  attentiveUnet: network({
    title: "AttentiveUnet",
    input: "audio",
    schema: attentiveUnetSchema,
    framesMultiple: 8,
    build: attentiveUnet,
    models: {
      attentiveUnet: {
        network: () => defaultAttentiveUnet,
        training: framesTraining({ learningRate: 2e-3 }),
      },
    },
    search: {
      training: speechSearch,
      shape: [...unetFilters.map((name) => whole(name, 16, 128)), share("dropout", 0.6)],
      network: (point) => ({
        filters: unetFilters.map((name) => point[name]),
        ...pick(point, "dropout"),
      }),
    },
  }),

  residualCnn2d: network({
    title: "ResidualCnn2d",
    input: "audio",
    schema: residualCnn2dSchema,
    build: residualCnn2d,
    models: {
      residualCnn2d: {
        network: () => defaultResidualCnn2d,
        // Gains by twice the epochs and the window on voices that are known, the wide one does not:
        // see wideResidualCnn2d's table.
        training: framesTraining({
          learningRate: 3e-3,
          seen: { epochs: 120, fftSize: 1024 },
        }),
      },
      residualCnn2dWide: {
        title: "ResidualCnn2d, wide",
        network: () => wideResidualCnn2d,
        training: framesTraining({ learningRate: 3e-3 }),
      },
    },
    search: {
      training: speechSearch,
      shape: [
        whole("stemFilters", 6, 24),
        whole("filters1", 12, 48),
        whole("filters2", 24, 96),
        share("dropout", 0.6),
      ],
      network: ({ filters1, filters2, ...rest }) => ({
        stages: [{ filters: filters1, blocks: 1 }, { filters: filters2, blocks: 1 }],
        ...pick(rest, "stemFilters", "dropout"),
      }),
    },
  }),

  cnnBiLstm: network({
    title: "CnnBiLstm",
    input: "audio",
    schema: cnnBiLstmSchema,
    build: cnnBiLstm,
    models: {
      cnnBiLstm: {
        network: () => defaultCnnBiLstm,
        training: framesTraining({ learningRate: 2e-3 }),
      },
    },
    search: {
      training: speechSearch,
      shape: [
        whole("filters1", 32, 192),
        whole("filters2", 32, 192),
        whole("lstmUnits", 16, 128),
        share("dropout", 0.6),
      ],
      network: ({ filters1, filters2, ...rest }) => ({
        filters: [filters1, filters2],
        ...pick(rest, "lstmUnits", "dropout"),
      }),
    },
  }),

  conformer: network({
    title: "Conformer",
    input: "audio",
    schema: conformerSchema,
    build: conformer,
    models: {
      conformer: {
        network: () => defaultConformer,
        training: framesTraining({ learningRate: 1e-3 }),
      },
    },
    search: {
      training: speechSearch,
      shape: [
        // A multiple of the heads.
        { kind: "ordinal", name: "channels", choices: [32, 64, 96] },
        { kind: "integer", name: "blocks", low: 1, high: 4, scale: "uniform" },
        share("dropout", 0.5),
      ],
      network: (point) => pick(point, "channels", "blocks", "dropout"),
    },
  }),

  denseFunctionals: network({
    title: "DenseFunctionals",
    input: "audio",
    schema: denseFunctionalsSchema,
    isLinear: ({ units, inputDropout }) => units.length === 0 && inputDropout === 0,
    build: denseFunctionals,
    models: {
      denseFunctionals: {
        network: () => defaultDenseFunctionals,
        training: functionalsTraining({
          ...melFeatures,
          frames: 1,
          functionals: "meanAndDeviation",
        }),
      },
      // The kind of features decides first.
      voiceFunctionals: {
        title: "logistic regression, prosody and voice quality",
        network: () => linearFunctionals,
        training: functionalsTraining(voiceFeatures, linear),
        isOf: (_, features) => features?.kind === "voice",
      },
      speakerIndependentFunctionals: {
        title: "logistic regression, speaker-independent",
        network: () => linearFunctionals,
        training: functionalsTraining(
          { ...melFeatures, frames: 1, functionals: "meanDeviationAndProsody" },
          speakerIndependent,
        ),
        isOf: (_, features) => features?.speakerNuisance !== undefined,
      },
      discriminantFunctionals: {
        title: "LDA, functionals",
        network: () => linearFunctionals,
        training: functionalsTraining(
          { ...melFeatures, frames: 1, functionals: "combined" },
          discriminant,
        ),
        isOf: (_, features) => features?.functionals === "combined",
      },
      encoderFunctionals: {
        title: "LDA, encoder",
        source: "encoder",
        network: () => linearFunctionals,
        training: functionalsTraining(
          { ...defaultFeatures, frames: 1, functionals: "encoder" },
          discriminant,
        ),
        isOf: (_, features) => features?.functionals === "encoder",
      },
      importedFunctionals: {
        title: "LDA, imported features",
        source: "table",
        network: () => linearFunctionals,
        training: functionalsTraining(
          { ...defaultFeatures, frames: 1, functionals: "imported" },
          discriminant,
        ),
        isOf: (_, features) => features?.functionals === "imported",
      },
      egemapsFunctionals: {
        title: "logistic regression, eGeMAPS",
        network: () => linearFunctionals,
        training: functionalsTraining(egemapsFeatures, linear),
        isOf: (_, features) => features?.functionals === "egemaps",
      },
      linearFunctionals: {
        title: "logistic regression, functionals",
        network: () => linearFunctionals,
        training: functionalsTraining(
          { ...melFeatures, frames: 1, functionals: "meanDeviationAndProsody" },
          linear,
        ),
        isOf: ({ units }) => units.length === 0,
      },
    },
    search: {
      training: speechSearch,
      shape: [whole("units", 8, 512), share("inputDropout", 0.6), share("dropout", 0.8)],
      network: ({ units, ...rates }) => ({
        units: [units],
        ...pick(rates, "inputDropout", "dropout"),
      }),
    },
  }),

  // For tables of features.
  denseFeatures: network({
    title: "DenseFeatures",
    input: "features",
    schema: denseFeaturesSchema,
    build: (config, shape, seed) => denseFeatures({ ...config, ...shape }, seed),
    models: {
      denseFeatures: {
        network: () => defaultDenseFeatures,
        training: () => ({
          features: null,
          training: { ...paperTraining, learningRate: 1e-3, epochs: 100, batchSize: 16 },
        }),
      },
    },
    search: {
      training: table2.training,
      shape: numbered("units", 2).map((name) => ({
        kind: "integer",
        name,
        low: 16,
        high: 256,
        scale: "uniform",
      })),
      network: ({ units1, units2 }) => ({ units: [units1, units2] }),
    },
  }),

  // For pictures.
  mobileNet: network({
    title: "MobileNet",
    input: "images",
    schema: mobileNetSchema,
    build: mobileNet,
    models: {
      mobileNet: {
        network: () => defaultMobileNet,
        training: mobileNetTraining,
        pretrainedRate: 3e-4,
      },
      mobileNetStride1: {
        title: "MobileNet, stride 1",
        network: () => strideOneMobileNet,
        training: fineTuning,
      },
      mobileNetEnlarged: {
        title: "MobileNet, enlarged",
        network: () => enlargedMobileNet,
        training: fineTuning,
      },
      mobileNetCosine: {
        title: "MobileNet, cosine",
        network: () => defaultMobileNet,
        isOf: (_network, _features, training) => training?.schedule?.kind === "cosine",
        training: residualTraining({ epochs: 25, learningRate: 1e-3, precision: "bfloat16" }),
      },
    },
  }),

  compactResNet: network({
    title: "CompactResNet",
    input: "images",
    schema: compactResNetSchema,
    build: compactResNet,
    models: {
      compactResNet: {
        network: () => defaultCompactResNet,
        training: residualTraining({ epochs: 20, precision: "float32" }),
      },
      compactResNetWide: {
        title: "CompactResNet, wide",
        network: () => wideCompactResNet,
        training: residualTraining({
          epochs: 30,
          earlyStopping: { patience: 20 },
          precision: "bfloat16",
        }),
      },
    },
  }),
};
