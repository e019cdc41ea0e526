import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import { type FeatureConfig, featureConfigSchema, type FeatureSet } from "./feature_config.ts";
import { viewBins } from "./feature_extractor.ts";
import { nuisanceSchema, withoutNuisance } from "./speaker_nuisance.ts";

const momentsSchema = z.object({
  mean: z.array(z.number()),
  /** Standard deviations, same shape, all positive. */
  deviation: z.array(z.number().positive()),
});

/** Checks {@link Normaliser}. */
export const normaliserSchema = momentsSchema.extend({
  kind: featureConfigSchema.shape.normalisation,
  /**
   * In the features' unit: [bins] for "perBin", [1] for "global"; of the average speaker, [bins],
   * for "perSpeaker" of one frame or with a prior; else [].
   */
  mean: momentsSchema.shape.mean,
  /** For "perSpeaker": [bins] of each known speaker by name. */
  speakers: z.record(z.string(), momentsSchema.strict()).optional(),
  /**
   * For "perSpeaker": see FeatureConfig; absent where a speaker's own moments are taken as they
   * are.
   */
  speakerPrior: z.number().positive().optional(),
  /** For "perSpeaker": see FeatureConfig. */
  speakerViews: z.literal(true).optional(),
  /** What is left of directions in which speakers differ; see fitSpeakerNuisance. */
  nuisance: nuisanceSchema.optional(),
}).strict().refine(
  ({ mean, deviation, speakers = {} }) =>
    [{ mean, deviation }, ...Object.values(speakers)]
      .every((moments) => moments.mean.length === moments.deviation.length),
  { message: "Expected mean and deviation (standard deviation) to be equally long" },
);

/** @internal */
type NormaliserShape = z.infer<typeof normaliserSchema>;
/** A fitted normaliser; JSON-serialisable. */
export type Normaliser = NormaliserShape;

/** Who speaks in the clip with this id. */
export type SpeakerOf = (id: string) => string;

/** How "perSpeaker" is fitted. */
export interface SpeakerFitOptions {
  /**
   * Rows of known speakers beside those for training, such as the validation set; all by default.
   */
  knownRows?: readonly number[];
  /** See FeatureConfig. */
  speakerPrior?: number;
  /** See FeatureConfig. */
  speakerViews?: true;
}

/**
 * Fits mean and standard deviation (of the population).
 *
 * "perBin" and "global" are fitted over clips and frames, per bin or over all bins, on the given
 * rows only: those of the training set, so that nothing of the other parts leaks. "perClip" has
 * nothing to fit. "perSpeaker" is fitted for each speaker on the given rows and the known ones; the
 * average speaker, used for unknown speakers, on the given rows alone (on all where none are
 * given). For a new speaker of whom several unlabelled clips are at hand see {@link withSpeakers}.
 *
 * Throws a UserError where there are no rows, and for "perSpeaker" without known speakers.
 *
 * @example
 * ```ts
 * const normaliser = fitNormaliser(features, trainRows, "perBin");
 * const normalised = applyNormaliser(features, normaliser);
 * ```
 */
export function fitNormaliser(
  features: FeatureSet,
  rows: readonly number[],
  kind: FeatureConfig["normalisation"],
  speakerOf?: SpeakerOf,
  options: SpeakerFitOptions = {},
): Normaliser {
  if (kind === "none" || kind === "perClip") return { kind, mean: [], deviation: [] };
  if (kind === "perSpeaker") return fitSpeakers(features, rows, speakerOf, options);
  if (rows.length === 0) {
    throw new UserError("Expected rows to fit the normaliser on, but there are none");
  }
  const width = kind === "perBin" ? features.shape[2] : 1;
  return { kind, ...moments(features, width, (take) => eachFrame(features, rows, take)) };
}

function fitSpeakers(
  features: FeatureSet,
  rows: readonly number[],
  speakerOf: SpeakerOf | undefined,
  { knownRows, speakerPrior, speakerViews }: SpeakerFitOptions,
): Normaliser {
  const all = [...features.ids.keys()];
  const known = knownRows ? [...new Set([...rows, ...knownRows])].sort((a, b) => a - b) : all;
  const unknown = known.map((row) => features.ids[row]).find((id) => !speakerOf?.(id));
  if (unknown !== undefined) {
    throw new UserError(
      `Expected every clip to name its speaker for perSpeaker normalisation, but ${unknown} does not`,
    );
  }
  const momentsOf = (some: readonly number[]) =>
    [...Map.groupBy(some, (row) => speakerOf!(features.ids[row])).values()]
      .map((own) => binMoments(features, own));
  const training = momentsOf(rows.length ? rows.toSorted((a, b) => a - b) : all);
  const average = (values: number[][]) =>
    Array.from(
      { length: features.shape[2] },
      (_, bin) => values.reduce((sum, own) => sum + own[bin], 0) / values.length,
    );
  // A clip of one frame alone does not give its speaker's statistics: the average speaker's are
  // used.
  const hasAverage = features.shape[1] === 1 || speakerPrior !== undefined;
  const normaliser: Normaliser = {
    kind: "perSpeaker",
    mean: hasAverage ? average(training.map(({ mean }) => mean)) : [],
    deviation: hasAverage ? average(training.map(({ deviation }) => deviation)) : [],
    ...(speakerPrior === undefined ? {} : { speakerPrior }),
    ...(speakerViews ? { speakerViews } : {}),
  };
  return withSpeakers(normaliser, features, speakerOf!, known);
}

/**
 * A "perSpeaker" normaliser that knows the speakers of `features`, or of some of their rows,
 * instead of those that it knew: by how their clips sound, all together, without labels. It is as
 * good as these clips are many, with emotions mixed about as in training. A single clip does not
 * tell a speaker: that one stays unknown. Other normalisers are returned as they are.
 *
 * @example
 * ```ts
 * const known = withSpeakers(normaliser, features, () => "anna");
 * const normalised = applyNormaliser(features, known, () => "anna");
 * ```
 */
export function withSpeakers(
  normaliser: Normaliser,
  features: FeatureSet,
  speakerOf: SpeakerOf,
  rows: readonly number[] = [...features.ids.keys()],
): Normaliser {
  if (normaliser.kind !== "perSpeaker") return normaliser;
  const groups = [...Map.groupBy(rows, (row) => speakerOf(features.ids[row]))]
    .filter(([speaker, own]) => speaker !== "" && own.length > 1);
  return {
    ...normaliser,
    speakers: Object.fromEntries(
      groups.map(([speaker, own]) => [speaker, groupMoments(features, own, normaliser)]),
    ),
  };
}

/** Of clips by one speaker: their own, mixed with the average speaker's where there is a prior. */
function groupMoments(
  features: FeatureSet,
  rows: readonly number[],
  { mean, deviation, speakerPrior }: Normaliser,
): BinMoments {
  if (speakerPrior === undefined) return binMoments(features, rows);
  const own = binMoments(features, rows);
  const share = rows.length / (rows.length + speakerPrior);
  const mixed = own.mean.map((value, bin) => share * value + (1 - share) * mean[bin]);
  return {
    mean: mixed,
    deviation: mixed.map((middle, bin) => {
      const ownSquare = own.deviation[bin] ** 2 + (own.mean[bin] - middle) ** 2;
      const usualSquare = deviation[bin] ** 2 + (mean[bin] - middle) ** 2;
      return Math.sqrt(share * ownSquare + (1 - share) * usualSquare);
    }),
  };
}

/**
 * New features (value - mean) / deviation; `features` stays as it is. Under "perSpeaker" a clip
 * takes its speaker's values where the normaliser knows that speaker. Any other clip, as one
 * without a name, takes the average speaker's, mixed with those of its own frames where there is a
 * prior; where there is neither (frames without a prior), and under "perClip", those of its own
 * frames, per bin, without padding. Where the normaliser has a nuisance it is taken out then; where
 * it has speakerViews the columns are doubled, see FeatureConfig. Throws a UserError where the
 * normaliser was fitted on another number of bins.
 */
export function applyNormaliser(
  features: FeatureSet,
  normaliser: Normaliser,
  speakerOf?: SpeakerOf,
): FeatureSet {
  const { kind, mean, deviation, speakers = {} } = normaliser;
  if (kind === "none") return features;
  const [clips, frames, bins] = features.shape;
  if (mean.length > 1 && mean.length !== bins) refuseOtherBins(mean.length, bins);
  const ofStranger = (row: number) => {
    if (kind === "perClip" || mean.length === 0) return binMoments(features, [row]);
    if (frames === 1 || normaliser.speakerPrior === undefined) return { mean, deviation };
    return groupMoments(features, [row], normaliser);
  };
  const data = new Float32Array(features.data.length);
  for (let row = 0; row < clips; row++) {
    const speaker = speakerOf?.(features.ids[row]) ?? "";
    const moments = kind === "perBin" || kind === "global"
      ? { mean, deviation }
      : Object.hasOwn(speakers, speaker)
      ? speakers[speaker]
      : ofStranger(row);
    const width = moments.mean.length;
    if (kind !== "global" && width !== bins) refuseOtherBins(width, bins);
    const end = (row + 1) * frames * bins;
    for (let start = row * frames * bins; start < end; start += bins) {
      for (let bin = 0; bin < bins; bin++) {
        const from = width === 1 ? 0 : bin;
        data[start + bin] = (features.data[start + bin] - moments.mean[from]) /
          moments.deviation[from];
      }
    }
  }
  const normalised = { ...features, data };
  if (normaliser.speakerViews) {
    return inViews(
      normalised,
      (row) => Object.hasOwn(speakers, speakerOf?.(features.ids[row]) ?? ""),
    );
  }
  return normaliser.nuisance ? withoutNuisance(normalised, normaliser.nuisance) : normalised;
}

/**
 * [clips, frames, bins] to [clips, frames, bins of unknown speakers, bins of known speakers, 1 if
 * known].
 */
function inViews(
  { ids, data, shape: [clips, frames, bins] }: FeatureSet,
  isKnown: (row: number) => boolean,
): FeatureSet {
  const width = viewBins(bins);
  const out = new Float32Array(clips * frames * width);
  for (let row = 0; row < clips; row++) {
    const known = isKnown(row) ? 1 : 0;
    for (let frame = row * frames; frame < (row + 1) * frames; frame++) {
      out.set(data.subarray(frame * bins, (frame + 1) * bins), frame * width + known * bins);
      out[(frame + 1) * width - 1] = known;
    }
  }
  return { ids, data: out, shape: [clips, frames, width] };
}

function refuseOtherBins(found: number, bins: number): never {
  throw new UserError(`Expected a normaliser fitted on ${bins} bins, but found one of ${found}`);
}

/** Of each bin, in the features' unit. */
interface BinMoments {
  /** [bins]. */
  mean: number[];
  /** Of the population, all positive, [bins]. */
  deviation: number[];
}

/** Deviations below this are taken as 1: a bin that never changes is only centred. */
const LEAST_DEVIATION = 1e-6;

/**
 * Mean and deviation of each bin over the clips `rows` and their frames. Padding does not count, so
 * that a short clip is judged by its sound; see speakingFrames for how it is reported.
 */
function binMoments(features: FeatureSet, rows: readonly number[]): BinMoments {
  return moments(features, features.shape[2], (take) => eachSpeakingFrame(features, rows, take));
}

/**
 * Mean and deviation over the frames that `visit` names: of each bin, or, where `width` is 1, of
 * all.
 */
function moments(
  { data, shape: [, , bins] }: FeatureSet,
  width: number,
  visit: (take: (start: number) => void) => void,
): BinMoments {
  const mean = new Float64Array(width);
  let frames = 0;
  visit((start) => {
    frames++;
    for (let bin = 0; bin < bins; bin++) mean[bin % width] += data[start + bin];
  });
  const count = (frames * bins) / width;
  for (let bin = 0; bin < width; bin++) mean[bin] /= count;
  const squares = new Float64Array(width);
  visit((start) => {
    for (let bin = 0; bin < bins; bin++) {
      squares[bin % width] += (data[start + bin] - mean[bin % width]) ** 2;
    }
  });
  const deviation = Array.from(squares, (sum) => Math.sqrt(sum / count))
    .map((value) => value < LEAST_DEVIATION ? 1 : value);
  return { mean: Array.from(mean), deviation };
}

/** Hands the place of each frame of the clips `rows` in the features' data to `take`. */
function eachFrame(
  { shape: [, frames, bins] }: FeatureSet,
  rows: readonly number[],
  take: (start: number) => void,
): void {
  for (const row of rows) {
    for (let frame = 0; frame < frames; frame++) take((row * frames + frame) * bins);
  }
}

function eachSpeakingFrame(
  { data, shape: [, frames, bins] }: FeatureSet,
  rows: readonly number[],
  take: (start: number) => void,
): void {
  const size = frames * bins;
  for (const row of rows) {
    const [first, end] = speakingFrames(data.subarray(row * size, (row + 1) * size), bins);
    for (let frame = first; frame < end; frame++) take(row * size + frame * bins);
  }
}

/**
 * From the first to behind the last frame of a clip [frames, bins], without the frames at either
 * end that repeat each other number for number: padding, or digital silence. All frames where
 * nothing else is there; a single frame of padding goes unnoticed.
 *
 * @example
 * ```ts
 * speakingFrames(Float32Array.of(1, 2, 0, 0, 0), 1); // [0, 2]
 * ```
 */
export function speakingFrames(clip: Float32Array, bins: number): [number, number] {
  const frames = clip.length / bins;
  const repeats = (frame: number, other: number) => {
    for (let bin = 0; bin < bins; bin++) {
      if (clip[frame * bins + bin] !== clip[other * bins + bin]) return false;
    }
    return true;
  };
  let start = 0;
  while (start + 1 < frames && repeats(start, start + 1)) start++;
  if (start + 1 >= frames) return [0, frames];
  let end = frames;
  while (repeats(end - 1, end - 2)) end--;
  // The last one of a run at either end belongs to it.
  if (start > 0) start++;
  if (end < frames) end--;
  return start < end ? [start, end] : [0, frames];
}
