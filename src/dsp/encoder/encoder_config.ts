/** What a run's configuration says of a pretrained audio encoder. */
import { z } from "zod";

/** How an encoder takes sound: a waveform, or mel bands. */
const inputSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("waveform"),
    /** The tensor, float32 [1, samples]. */
    tensor: z.string().min(1),
    /** True takes each clip to zero mean and unit variance, as Wav2Vec2FeatureExtractor does. */
    standardised: z.boolean(),
    /** A tensor of ones, int64 [1, samples], where the graph wants one, such as attention_mask. */
    mask: z.string().min(1).optional(),
  }).strict(),
  z.object({
    kind: z.literal("logMel"),
    /** The tensor, float32. */
    tensor: z.string().min(1),
    /** [1, bands, frames], or [1, frames, bands]. */
    layout: z.enum(["bandsFirst", "framesFirst"]),
    melBins: z.int().min(2).max(512),
    melScale: z.enum(["slaney", "htk"]),
    /** Points of the transform and of its Hann window; even, but no power of two. */
    fftSize: z.int().min(16).max(4096).multipleOf(2),
    hopSamples: z.int().min(1).max(4096),
    /**
     * "whisper": log10, 8 below the loudest raised to that, (x + 4) / 4; "naturalLog", of at least
     * 1e-10; or the power itself.
     */
    scale: z.enum(["whisper", "naturalLog", "power"]),
    /** Shorter clips are padded with silence to so many frames, longer ones cropped. */
    frames: z.int().min(1).max(10_000).optional(),
    /** Where the number of frames is the clip's: it is cropped to a multiple. */
    framesMultiple: z.int().min(1).max(64).optional(),
    /** A clip below so many decibels of full scale (root mean square) is raised to that first. */
    leastLevelDb: z.number().min(-100).max(0).optional(),
  }).strict(),
]);

/** What is said of an encoder whatever its file. */
export const encoderFields = {
  /** What tables call it. */
  name: z.string().regex(/^[\w.-]{1,40}$/, "Expected at most 40 letters, digits, dots and dashes"),
  /** Of the samples that it was trained on. */
  sampleRateHz: z.int().min(1000).max(192_000),
  /** Samples from one step of the layers to the next. */
  hopSamples: z.int().min(1).max(192_000),
  input: inputSchema,
};

/** Checks {@link EncoderConfig}. */
export const encoderConfigSchema = z.object({
  ...encoderFields,
  /** SHA-256 of the ONNX file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Those that are taken, in the order of the columns. */
  layers: z.array(
    z.object({
      /** From 1 on. */
      number: z.int().min(1),
      /** Of the graph, [1, steps, width] or [1, width]. */
      tensor: z.string().min(1),
    }).strict(),
  ).min(1).max(64),
  /** Numbers a step. */
  width: z.int().min(1).max(65_536),
  /** What becomes of a layer's steps in which somebody speaks. */
  pooling: z.enum(["mean", "meanAndDeviation"]),
  /** Discriminants take those of the layers that inner speakers choose; all if absent. */
  choice: z.literal("innerSpeakers").optional(),
}).strict();

/** @internal */
type EncoderConfigShape = z.infer<typeof encoderConfigSchema>;
/** An encoder, how it is fed, and what is taken of it; JSON-serialisable and checked. */
export type EncoderConfig = EncoderConfigShape;
/** How an encoder takes sound. */
export type EncoderInput = EncoderConfig["input"];

/** Values of a clip: layer by layer the means, then the deviations where requested. */
export function encoderValues({ layers, width, pooling }: EncoderConfig): number {
  return layers.length * layerValues({ width, pooling });
}

function layerValues({ width, pooling }: Pick<EncoderConfig, "width" | "pooling">): number {
  return pooling === "mean" ? width : 2 * width;
}

/** Of each layer, its columns among {@link encoderValues}, from `start` on. */
export function layerColumns(config: EncoderConfig, start: number): number[][] {
  const size = layerValues(config);
  return config.layers.map((_, layer) =>
    Array.from({ length: size }, (_, at) => start + layer * size + at)
  );
}
