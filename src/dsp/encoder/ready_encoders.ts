/**
 * Encoders that many know, described as their publishers export them to ONNX. Names of tensors and
 * operations are those of exports by Hugging Face's Optimum (graph optimisation off) and by FunASR;
 * whether a waveform is standardised is what each model's preprocessor_config.json says of
 * do_normalize.
 */
import type { EncoderDescription } from "./encoder_files.ts";

/** Whisper's, with 30 seconds a clip, as all its exports want them. */
const whisper = {
  sampleRateHz: 16_000,
  hopSamples: 320,
  input: {
    kind: "logMel",
    tensor: "input_features",
    layout: "bandsFirst",
    melBins: 80,
    melScale: "slaney",
    fftSize: 400,
    hopSamples: 160,
    scale: "whisper",
    frames: 3000,
  },
  layers: { pattern: "/layers.{layer}/" },
} satisfies Omit<EncoderDescription, "name">;

/** That of wav2vec 2.0 and its descendants. */
const waveform = (standardised: boolean) => {
  return {
    sampleRateHz: 16_000,
    hopSamples: 320,
    input: { kind: "waveform", tensor: "input_values", standardised },
    layers: { pattern: "/layers.{layer}/" },
  } satisfies Omit<EncoderDescription, "name">;
};

/** What is ready, by the name that `features encoder --like` takes. */
export const readyEncoders = {
  "whisper-tiny.en": { name: "whisper-tiny.en", ...whisper },
  "whisper-base": { name: "whisper-base", ...whisper },
  "whisper-small": { name: "whisper-small", ...whisper },
  "wav2vec2-base": { name: "wav2vec2-base", ...waveform(true) },
  "hubert-base": { name: "hubert-base", ...waveform(true) },
  "wavlm-base": { name: "wavlm-base", ...waveform(false) },
  "emotion2vec": {
    name: "emotion2vec",
    sampleRateHz: 16_000,
    hopSamples: 320,
    // FunASR exports the last layer alone, and leaves standardising to the caller.
    input: { kind: "waveform", tensor: "input", standardised: true },
    layers: ["output"],
  },
  "resemblyzer": {
    name: "resemblyzer",
    sampleRateHz: 16_000,
    hopSamples: 160,
    input: {
      kind: "logMel",
      tensor: "mels",
      layout: "framesFirst",
      melBins: 40,
      melScale: "slaney",
      fftSize: 400,
      hopSamples: 160,
      scale: "power",
      leastLevelDb: -30,
    },
    layers: ["layer1", "layer2", "layer3"],
  },
} satisfies Record<string, EncoderDescription>;
