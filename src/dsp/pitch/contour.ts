import type { FeatureConfig } from "../feature_config.ts";
import { type ClipFrames, frameLevels } from "../frames.ts";
import { powerToDecibels } from "../stft.ts";
import { continuePitch, HIGHEST_PITCH_HZ, LOWEST_PITCH_HZ, PITCH_COLUMNS } from "./path.ts";
import { createYin } from "./yin.ts";

/** Frames for pitch are this long: nearly four periods of the lowest. */
const PITCH_FRAME_S = 0.064;

/** Frames more aperiodic than this have no pitch. */
const MOST_APERIODIC = 0.4;

/** Frames more than this below the clip's loudest have no voice. */
const QUIETEST_VOICE_DB = 40;

/**
 * Prepares three columns, [frames, 3]: log2 of the pitch in hertz (YIN), in unvoiced frames
 * continued in a straight line between the voiced ones and level at both ends; voicing, 1 less the
 * aperiodicity, 0 in silence; level, the root mean square in decibels of full scale, at least
 * `floorDb` below the clip's peak. A clip without voice has the middle of the range as its pitch.
 * Frames are centred where those of the spectrum are; outside of the signal all is zero.
 *
 * @example
 * ```ts
 * const { values } = createPitchContour(defaultFeatures)(samples, frames);
 * ```
 */
export function createPitchContour(
  { sampleRateHz, fftSize, hopSamples, centre, floorDb }: FeatureConfig,
): (samples: Float32Array, frames: number) => ClipFrames {
  const firstCentre = centre === "none" ? fftSize / 2 : 0;
  const yin = createYin({
    sampleRateHz,
    lowestHz: LOWEST_PITCH_HZ,
    highestHz: HIGHEST_PITCH_HZ,
    frameSamples: 2 * Math.round((PITCH_FRAME_S * sampleRateHz) / 2),
    hopSamples,
  });
  return (samples, frames) => {
    const { pitchHz, aperiodicity } = yin(samples, frames, firstCentre);
    const level = frameLevels(samples, frames, { frameSamples: fftSize, hopSamples, firstCentre })
      .map((rms) => rms ** 2);
    const floor = powerToDecibels(level, floorDb);
    const loudest = level.reduce((most, value) => Math.max(most, value), -Infinity);
    const quietest = loudest - QUIETEST_VOICE_DB;
    const isVoice = (frame: number) => level[frame] > floor && level[frame] >= quietest;
    const voicing = aperiodicity.map((value, frame) => isVoice(frame) ? 1 - value : 0);
    const pitch = continuePitch(pitchHz, (frame) => voicing[frame] >= 1 - MOST_APERIODIC);
    const values = new Float32Array(frames * PITCH_COLUMNS);
    for (let frame = 0; frame < frames; frame++) {
      values.set([pitch[frame], voicing[frame], level[frame]], frame * PITCH_COLUMNS);
    }
    const meanPitch = pitch.reduce((sum, value) => sum + value, 0) / frames;
    return { values, frames, bins: PITCH_COLUMNS, floor: Float32Array.of(meanPitch, 0, floor) };
  };
}
