/** The command `features CLIP`: shape and statistics of a clip's features, and its spectrogram. */
import { basename } from "node:path";
import { type Command, Option } from "commander";
import { writeFileWhole } from "../../base/files.ts";
import { checkShape } from "../../base/json.ts";
import { counted } from "../../base/terminal.ts";
import { textTable } from "../../base/text.ts";
import {
  defaultCoefficients,
  defaultFeatures,
  defaultMelBins,
  type FeatureConfig,
  featureConfigSchema,
} from "../../dsp/feature_config.ts";
import { kindsWhere } from "../../dsp/feature_kinds.ts";
import { type ClipReport, inspectClip } from "../../dsp/inspect_clip.ts";
import { featurePlot } from "../../plot/feature_plot.ts";
import { renderPng } from "../../plot/render.ts";
import { numberOption, refuseParentsOptions, wholeNumberOption } from "../options.ts";
import { addEgemapsCommand } from "./features/egemaps_command.ts";
import { addEncoderCommand } from "./features/encoder_command.ts";
import { addImportCommand } from "./features/import_command.ts";

/** Values of the options, as commander gives them. */
interface FeaturesOptions {
  png?: string;
  json?: true;
  sampleRate: number;
  fft: number;
  hop: number;
  window: string;
  centre: string;
  scale: string;
  floor: number;
  frames: number;
  kind?: string;
  melBins?: number;
  melScale?: string;
  coefficients?: number;
  preEmphasis?: number;
  pitch?: true;
}

/** Adds `features` to the program. */
export function addFeaturesCommand(program: Command): void {
  const byDefault = defaultFeatures;
  const choice = (flag: string, help: string, choices: readonly string[], value: string) =>
    new Option(flag, help).choices(choices).default(value);
  const features = program
    .command("features")
    .description("Show shape and statistics of a clip's features, and draw them")
    .argument("<clip>", "recording (WAV, FLAC, MP3, …; see docs/data.md)")
    .option("--png <file>", "draw the features of the whole clip into this file")
    .option("--json", "print JSON instead of a table")
    .option(
      "--sample-rate <hertz>",
      "resample to this rate",
      wholeNumberOption,
      byDefault.sampleRateHz,
    )
    .option(
      "--fft <samples>",
      "FFT length, a power of two, 64 to 4096",
      wholeNumberOption,
      byDefault.fftSize,
    )
    .option(
      "--hop <samples>",
      "from one frame to the next",
      wholeNumberOption,
      byDefault.hopSamples,
    )
    .addOption(choice("--window <name>", "window", options("window"), byDefault.window))
    .addOption(choice("--centre <padding>", "at both ends", options("centre"), byDefault.centre))
    .addOption(choice("--scale <name>", "of the values", options("scale"), byDefault.scale))
    .option(
      "--floor <decibels>",
      "least value below the peak, for log",
      numberOption("--floor"),
      byDefault.floorDb,
    )
    .option("--frames <count>", "crop or pad to so many", wholeNumberOption, byDefault.frames)
    .addOption(
      new Option("--kind <name>", "what is computed of the sound; stft by default")
        .choices(optional("kind")),
    )
    .option(
      "--mel-bins <count>",
      `mel bands, for ${
        kindsWhere(({ reads }) => reads.includes("melBins"), "and")
      }; ${defaultMelBins} by default`,
      wholeNumberOption,
    )
    .addOption(
      new Option("--mel-scale <name>", "slaney by default").choices(optional("melScale")),
    )
    .option(
      "--coefficients <count>",
      `of kind ${
        kindsWhere(({ reads }) => reads.includes("coefficients"))
      }; ${defaultCoefficients} by default`,
      wholeNumberOption,
    )
    .option(
      "--pre-emphasis <coefficient>",
      "raise high frequencies first, such as 0.97",
      numberOption("--pre-emphasis"),
    )
    .option("--pitch", "append pitch, voicing and level")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu features kz_acik.wav --png kz_acik.png --fft 512\n" +
        "  duygu features kz_acik.wav --png kz_acik.png --kind logMel --mel-bins 80 --pitch\n" +
        "  duygu features kz_acik.wav --png kz_acik.png --kind voice",
    )
    .action(async (clip: string, options: FeaturesOptions) => {
      const config = readConfig(options);
      const { report, clipFrames } = await inspectClip(clip, config);
      console.log(options.json ? JSON.stringify(report, null, 2) : reportText(report));
      if (options.png === undefined) return;
      const plot = featurePlot(clipFrames, config, { title: basename(clip) });
      await writeFileWhole(options.png, await renderPng(plot));
      console.error(`Picture: ${options.png}`);
    });
  refuseParentsOptions(features, { egemaps: ["sampleRate"] });
  addEgemapsCommand(features);
  addEncoderCommand(features);
  addImportCommand(features);
}

function options(field: "window" | "centre" | "scale"): readonly string[] {
  return featureConfigSchema.shape[field].options;
}

function optional(field: "kind" | "melScale"): readonly string[] {
  return featureConfigSchema.shape[field].unwrap().options;
}

function readConfig(options: FeaturesOptions): FeatureConfig {
  const config = {
    sampleRateHz: options.sampleRate,
    fftSize: options.fft,
    hopSamples: options.hop,
    window: options.window,
    centre: options.centre,
    scale: options.scale,
    floorDb: options.floor,
    frames: options.frames,
    alignment: defaultFeatures.alignment,
    normalisation: "none",
    ...given({
      kind: options.kind,
      melBins: options.melBins,
      melScale: options.melScale,
      coefficients: options.coefficients,
      preEmphasis: options.preEmphasis,
      withPitch: options.pitch,
    }),
  };
  return checkShape(config, featureConfigSchema, "The options for features:");
}

/** The fields that are not undefined. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The table of `features`. */
function reportText(report: ClipReport): string {
  const { config, features, framesFound, shape: [frames, bins] } = report;
  const { kind = "stft", scale, withPitch } = config;
  const described = (kind === "stft" ? scale : kind) + (withPitch ? ", pitch" : "");
  const decibels = (value: number | null) => value === null ? "silent" : `${value.toFixed(1)} dB`;
  const decimal = (value: number) => value.toFixed(3);
  const fitted = framesFound > frames ? "cropped" : framesFound < frames ? "padded" : "as found";
  const hopMs = (1000 * config.hopSamples) / config.sampleRateHz;
  return textTable(["what", "value"], [
    ["clip", report.path],
    ["sampling rate", `${report.sampleRateHz} Hz, ${counted(report.channels, "channel")}`],
    ["duration", `${report.durationS.toFixed(3)} s`],
    ["peak, RMS", `${decibels(report.peakDb)}, ${decibels(report.rmsDb)} of full scale`],
    ["features", `${frames} frames × ${bins} bins at ${config.sampleRateHz} Hz, ${described}`],
    ["frames", `${framesFound} found, every ${hopMs.toFixed(2)} ms, ${fitted}`],
    ["minimum", decimal(features.minimum)],
    ["mean", decimal(features.mean)],
    ["maximum", decimal(features.maximum)],
    ["standard deviation", decimal(features.deviation)],
  ]);
}
