/** The 88 functionals of eGeMAPSv02 by openSMILE's names, with unit and definition. */

/** One of the 88. */
export interface EgemapsFeature {
  /** As openSMILE calls it. */
  name: string;
  /** "1" for a pure number. */
  unit: string;
  /** What it is, in short. */
  definition: string;
}

/** A contour, and the frames that its functionals are of. */
interface Descriptor {
  name: string;
  unit: string;
  of: string;
  frames: "all" | "voiced" | "unvoiced";
}

const all = (name: string, unit: string, of: string): Descriptor => ({
  ...{ name, unit, of, frames: "all" },
});
const voiced = (name: string, unit: string, of: string): Descriptor => ({
  ...{ name, unit, of, frames: "voiced" },
});

const framesText = {
  all: "",
  voiced: ", voiced frames",
  unvoiced: ", unvoiced frames",
};

const VARIATION = "standard deviation over mean of";

/** Mean and coefficient of variation. */
function meanAndVariation({ name, unit, of, frames }: Descriptor): EgemapsFeature[] {
  const suffix = frames === "all" ? "sma3" : "sma3nz";
  return [
    { name: `${name}_${suffix}_amean`, unit, definition: `mean ${of}${framesText[frames]}` },
    {
      name: `${name}_${suffix}_stddevNorm`,
      unit: "1",
      definition: `${VARIATION} the same`,
    },
  ];
}

/** What pitch and loudness have. */
function tenOf(name: string, unit: string, of: string): EgemapsFeature[] {
  const one = (suffix: string, unit: string, definition: string): EgemapsFeature => ({
    ...{ name: `${name}_${suffix}`, unit, definition },
  });
  const slopes = (kind: string) => [
    one(`mean${kind}Slope`, `${unit}/s`, `mean ${kind.toLowerCase()} slope of ${of}`),
    one(`stddev${kind}Slope`, `${unit}/s`, `standard deviation of these slopes`),
  ];
  return [
    one("amean", unit, `mean ${of}`),
    one("stddevNorm", "1", `${VARIATION} the same`),
    one("percentile20.0", unit, `20th percentile of ${of}`),
    one("percentile50.0", unit, `median of ${of}`),
    one("percentile80.0", unit, `80th percentile of ${of}`),
    one("pctlrange0-2", unit, `80th less 20th percentile of ${of}`),
    ...slopes("Rising"),
    ...slopes("Falling"),
  ];
}

const balance = (suffix: string): [string, string, string][] => [
  [`alphaRatio${suffix}`, "dB", "power from 1 to 5 kHz over that below 1 kHz"],
  [`hammarbergIndex${suffix}`, "dB", "strongest bin below 2 kHz over strongest from 2 to 5 kHz"],
  [`slope${suffix}0-500`, "dB/Hz", "slope of the spectrum from 0 to 500 Hz"],
  [`slope${suffix}500-1500`, "dB/Hz", "slope of the spectrum from 500 to 1500 Hz"],
  [`spectralFlux${suffix}`, "1", "root mean square change of magnitudes below 5 kHz"],
];

const cepstra = [1, 2, 3, 4];

/** In the order of openSMILE's columns. */
export const egemapsTable: readonly EgemapsFeature[] = [
  ...tenOf("F0semitoneFrom27.5Hz_sma3nz", "semitones", "pitch above 27.5 Hz, voiced frames"),
  ...tenOf("loudness_sma3", "1", "loudness (mean of 26 compressed bands)"),
  ...meanAndVariation(
    all("spectralFlux", "1", "root mean square change of magnitudes below 5 kHz"),
  ),
  ...cepstra.flatMap((i) => meanAndVariation(all(`mfcc${i}`, "1", `cepstral coefficient ${i}`))),
  ...[
    voiced("jitterLocal", "1", "difference of neighbouring periods over mean period"),
    voiced("shimmerLocaldB", "dB", "difference of neighbouring periods' heights"),
    voiced("HNRdBACF", "dB", "harmonics-to-noise ratio by autocorrelation"),
    voiced("logRelF0-H1-H2", "dB", "second harmonic over third"),
    voiced("logRelF0-H1-A3", "dB", "second harmonic over strongest near formant 3"),
    ...[1, 2, 3].flatMap((i) => [
      voiced(`F${i}frequency`, "Hz", `frequency of formant ${i}`),
      voiced(`F${i}bandwidth`, "Hz", `bandwidth of formant ${i}`),
      {
        ...voiced(
          `F${i}amplitudeLogRelF0`,
          "dB",
          `strongest harmonic near formant ${i} over first harmonic (-201 in unvoiced frames)`,
        ),
      },
    ]),
    ...balance("V").map((own) => voiced(...own)),
    ...cepstra.map((i) => voiced(`mfcc${i}V`, "1", `cepstral coefficient ${i}`)),
  ].flatMap(meanAndVariation),
  ...balance("UV").map(([name, unit, of]) =>
    meanAndVariation({ ...{ name, unit, of, frames: "unvoiced" } })[0]
  ),
  { name: "loudnessPeaksPerSec", unit: "1/s", definition: "maxima of loudness" },
  { name: "VoicedSegmentsPerSec", unit: "1/s", definition: "voiced stretches" },
  { name: "MeanVoicedSegmentLengthSec", unit: "s", definition: "mean length of voiced stretches" },
  {
    ...{ name: "StddevVoicedSegmentLengthSec", unit: "s" },
    definition: "standard deviation of the lengths of voiced stretches",
  },
  { name: "MeanUnvoicedSegmentLength", unit: "s", definition: "mean length of unvoiced stretches" },
  {
    ...{ name: "StddevUnvoicedSegmentLength", unit: "s" },
    definition: "standard deviation of the lengths of unvoiced stretches",
  },
  {
    ...{ name: "equivalentSoundLevel_dBp", unit: "dB" },
    definition: "mean power of all frames, of full scale",
  },
];
