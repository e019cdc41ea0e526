/** The kinds of features: all in which they differ stands in one row each. */
import type { FrameSettings } from "./feature_config.ts";
import { appendColumns, type ClipFrames, derivatives, regressionDeltas } from "./frames.ts";
import { createCepstrum, createMelFilters, melCentres, perChannelEnergy } from "./mel.ts";
import { createModulation, modulationFrequencies } from "./modulation.ts";
import { createPowerSpectra, createSpectrogram, powerToDecibels } from "./stft.ts";
import { createVoiceFrames, VOICE_COLUMNS, voiceColumns } from "./voice_frames.ts";

/** Settings that some kinds read and others do not. */
type OwnSetting = "scale" | "floorDb" | "melBins" | "melScale" | "coefficients";

/** What a kind that reads `Own` is handed: these, and what every transform needs. */
type SettingsFor<Own extends OwnSetting> = Pick<
  Required<FrameSettings>,
  Exclude<keyof FrameSettings, OwnSetting> | Own
>;

/** Columns of a frame that plots draw as lines. */
export interface ContourColumns {
  /** log2 of hertz, continued between voiced frames. */
  pitch: number;
  /** 1 in voiced frames, 0 in others. */
  voiced: number;
  /** Decibels. */
  level: number;
  /** Decibels, where there is one. */
  harmonicity?: number;
}

/** A row of {@link featureKinds}. */
export interface FeatureKind<Own extends OwnSetting = OwnSetting> {
  /**
   * The settings that this kind reads beyond those of the transform. The others are no part of its
   * cache key, and a configuration that names mel bands or coefficients for it is refused. The
   * functions below get no others.
   */
  reads: readonly Own[];
  /** What a frame is, as in "the spectrum every 10 ms". */
  describe(settings: SettingsFor<Own>): string;
  /** Numbers of one frame. */
  bins(settings: SettingsFor<Own>): number;
  /** The bins' middle frequencies in hertz, upwards; none where bins are not frequencies. */
  frequencies(settings: SettingsFor<Own>): number[];
  /**
   * What plots call the bins and what their colours show. Standardised bins are drawn in standard
   * deviations from their mean over the clip, for some are far larger than others. Null for the
   * bins of a transform: an axis in kilohertz, colours by scale.
   */
  plot: { title: string; quantity: string } | { title: string; isStandardised: true } | null;
  /** Where the kind has a pitch of its own, and so no other beside it. */
  contours: ContourColumns | null;
  /** Prepares the frames of samples at `sampleRateHz`; tables are kept from clip to clip. */
  frames(settings: SettingsFor<Own>): (samples: Float32Array) => ClipFrames;
}

/** Makes the compiler hold a row's functions to what the row says that they read. */
function row<const Own extends OwnSetting = never>(kind: FeatureKind<Own>): FeatureKind<Own> {
  return kind;
}

/**
 * Every kind of features by its name in configurations. What is derived from a row: the schema,
 * featureBins, spectrogramAxis, createClipFrames, featureKey, plots, model cards and help.
 */
export const featureKinds = {
  /** The transform itself, on the scale that is requested. */
  stft: row({
    reads: ["scale", "floorDb"],
    describe: () => "the spectrum",
    bins: ({ fftSize }) => fftSize / 2 + 1,
    frequencies: ({ fftSize, sampleRateHz }) =>
      Array.from({ length: fftSize / 2 + 1 }, (_, bin) => bin * sampleRateHz / fftSize),
    plot: null,
    contours: null,
    frames: createSpectrogram,
  }),
  /** The power in mel bands, in decibels. */
  logMel: row({
    reads: ["floorDb", "melBins", "melScale"],
    describe: ({ melBins }) => `${melBins} mel bands`,
    bins: ({ melBins }) => melBins,
    frequencies: melCentres,
    plot: { title: "mel band", quantity: "level (dB)" },
    contours: null,
    frames: createLogMel,
  }),
  /** logMel, with its delta regression and that of these deltas, as HTK and openSMILE have them. */
  logMelDeltas: row({
    reads: ["floorDb", "melBins", "melScale"],
    describe: ({ melBins }) => `${melBins} mel bands with deltas and accelerations`,
    bins: ({ melBins }) => 3 * melBins,
    frequencies: () => [],
    plot: { title: "mel band, then its deltas", isStandardised: true },
    contours: null,
    frames(settings) {
      const logMel = createLogMel(settings);
      return (samples) => {
        const bands = logMel(samples);
        const { values, frames, bins } = bands;
        const deltas = regressionDeltas(values, frames, bins);
        const accelerations = regressionDeltas(deltas, frames, bins);
        return appendColumns([
          bands,
          { values: deltas, frames, bins, floor: 0 },
          { values: accelerations, frames, bins, floor: 0 },
        ]);
      };
    },
  }),
  /** Cepstral coefficients of logMel, with their first and second derivatives. */
  mfcc: row({
    reads: ["floorDb", "melBins", "melScale", "coefficients"],
    describe: () => "mel-frequency cepstral coefficients",
    bins: ({ coefficients }) => 3 * coefficients,
    frequencies: () => [],
    plot: { title: "coefficient, then its derivatives", isStandardised: true },
    contours: null,
    frames(settings) {
      const { melBins, coefficients } = settings;
      const logMel = createLogMel(settings);
      const cepstrum = createCepstrum(melBins, coefficients);
      return (samples) => {
        const { values: bands, frames, floor } = logMel(samples);
        const values = cepstrum(bands, frames);
        const silence = cepstrum(new Float32Array(melBins).fill(floor), 1);
        const columns = (values: Float32Array, floor: number | Float32Array): ClipFrames => {
          return { values, frames, bins: coefficients, floor };
        };
        return appendColumns([
          columns(values, silence),
          columns(derivatives(values, frames, coefficients, 1), 0),
          columns(derivatives(values, frames, coefficients, 2), 0),
        ]);
      };
    },
  }),
  /** Magnitudes in mel bands under per-channel energy normalisation. */
  pcen: row({
    reads: ["melBins", "melScale"],
    describe: ({ melBins }) => `${melBins} mel bands under per-channel energy normalisation`,
    bins: ({ melBins }) => melBins,
    frequencies: melCentres,
    plot: { title: "mel band", quantity: "normalised energy" },
    contours: null,
    frames(settings) {
      const { melBins, sampleRateHz, hopSamples } = settings;
      const melBands = createMelBands(settings, "magnitude");
      return (samples) => {
        const bands = melBands(samples);
        perChannelEnergy(bands.values, bands.frames, { bands: melBins, sampleRateHz, hopSamples });
        return { ...bands, floor: 0 };
      };
    },
  }),
  /** How deeply each mel band swells and ebbs at some frequencies; see createModulation. */
  modulation: row({
    reads: ["melBins", "melScale"],
    describe: ({ melBins }) => `the modulation spectrum of ${melBins} mel bands`,
    bins: (settings) => settings.melBins * modulationFrequencies(settings).length,
    frequencies: () => [],
    plot: { title: "mel band, by frequency of modulation", quantity: "modulation depth" },
    contours: null,
    frames(settings) {
      const melBands = createMelBands(settings, "magnitude");
      const modulation = createModulation(settings);
      return (samples) => modulation(melBands(samples));
    },
  }),
  /** Pitch, harmonicity, level and balance of the voice; see createVoiceFrames. */
  voice: row({
    reads: ["floorDb"],
    describe: () => "pitch, harmonicity, level and balance of the voice",
    bins: () => VOICE_COLUMNS,
    frequencies: () => [],
    plot: { title: "pitch, quality, level, bands", isStandardised: true },
    contours: voiceColumns,
    frames: createVoiceFrames,
  }),
} satisfies Record<string, FeatureKind>;

/** Names a row of {@link featureKinds}. */
export type FeatureKindName = keyof typeof featureKinds;

/** All names. */
export const featureKindNames = Object.keys(featureKinds) as [
  FeatureKindName,
  ...FeatureKindName[],
];

/** The row of a configuration's kind. */
export function featureKind({ kind = "stft" }: { kind?: FeatureKindName }): FeatureKind {
  return featureKinds[kind];
}

/** The names of the kinds of which `holds` is true, as in "logMel or mfcc". */
export function kindsWhere(holds: (kind: FeatureKind) => boolean, conjunction = "or"): string {
  const names = featureKindNames.filter((kind) => holds(featureKind({ kind })));
  return names.join(", ").replace(/, (\w+)$/, ` ${conjunction} $1`);
}

/** The power or magnitude in mel bands, [frames, melBins]. */
export function createMelBands(
  settings: SettingsFor<"melBins" | "melScale">,
  of: "power" | "magnitude",
): (samples: Float32Array) => Omit<ClipFrames, "floor"> {
  const powerSpectra = createPowerSpectra(settings);
  const filters = createMelFilters(settings);
  return (samples) => {
    const { values: powers, frames } = powerSpectra(samples);
    const values = filters.apply(of === "power" ? powers : powers.map(Math.sqrt), frames);
    return { values, frames, bins: settings.melBins };
  };
}

function createLogMel(
  settings: SettingsFor<"floorDb" | "melBins" | "melScale">,
): (samples: Float32Array) => ClipFrames & { floor: number } {
  const melBands = createMelBands(settings, "power");
  return (samples) => {
    const bands = melBands(samples);
    return { ...bands, floor: powerToDecibels(bands.values, settings.floorDb) };
  };
}
