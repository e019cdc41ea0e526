import type { FrameSettings } from "./feature_config.ts";
import type { ClipFrames } from "./frames.ts";

/** The slowest modulation that is measured, in hertz, about that of syllables. */
const LOWEST_HZ = 4;
/** Seconds of the window: one period of the slowest modulation. */
const WINDOW_S = 0.25;

/** What the frequencies of modulation hang on. */
type Rate = Pick<FrameSettings, "sampleRateHz" | "hopSamples">;

/**
 * Frequencies of modulation in hertz: 4, 8, 16 and so on, below half the number of frames a second;
 * 4 alone where frames are fewer than that.
 */
export function modulationFrequencies({ sampleRateHz, hopSamples }: Rate): number[] {
  const highest = sampleRateHz / hopSamples / 2;
  const found: number[] = [];
  for (let hertz = LOWEST_HZ; hertz < highest; hertz *= 2) found.push(hertz);
  return found.length ? found : [LOWEST_HZ];
}

/**
 * Prepares the modulation spectrum of bands (Houtgast and Steeneken 1985, JASA 77: the modulation
 * index; as features of emotion Wu, Falk and Chan 2011, Speech Communication 53): how deeply the
 * magnitude of each band, [frames, bins], swells and ebbs at each of {@link modulationFrequencies}
 * in a quarter of a second around each frame, 2 |Σ w x exp(-2πi f t)| / Σ w x under a Hann window w
 * within the clip. A band 1 + m cos(2πft) has depth m at f; one that stays, or is silent, has 0.
 * Out: [frames, frequencies × bins], first all bands at 4 Hz.
 *
 * @example
 * ```ts
 * const depths = createModulation({ sampleRateHz: 16_000, hopSamples: 160 })(bands);
 * ```
 */
export function createModulation(
  rate: Rate,
): (bands: Omit<ClipFrames, "floor">) => ClipFrames {
  const framesASecond = rate.sampleRateHz / rate.hopSamples;
  const half = Math.max(1, Math.round(framesASecond * WINDOW_S / 2));
  const places = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  const window = places.map((i) => 0.5 + 0.5 * Math.cos((Math.PI * i) / (half + 1)));
  const waves = modulationFrequencies(rate).map((hertz) => {
    const turn = (2 * Math.PI * hertz) / framesASecond;
    return {
      cosines: places.map((i) => Math.cos(turn * i)),
      sines: places.map((i) => Math.sin(turn * i)),
    };
  });
  return ({ values, frames, bins }) => {
    const columns = waves.length * bins;
    const out = new Float32Array(frames * columns);
    const mean = meanOver(window, half);
    for (let frame = 0; frame < frames; frame++) {
      for (let bin = 0; bin < bins; bin++) {
        const at = (i: number) => values[(frame + i) * bins + bin];
        const { level, weight } = mean(frame, frames, at);
        if (level === 0) continue;
        for (const [band, { cosines, sines }] of waves.entries()) {
          let [re, im] = [0, 0];
          const first = Math.max(0, half - frame);
          const end = Math.min(window.length, frames - frame + half);
          for (let i = first; i < end; i++) {
            const swing = window[i] * (at(i - half) - level);
            re += swing * cosines[i];
            im += swing * sines[i];
          }
          out[frame * columns + band * bins + bin] = 2 * Math.hypot(re, im) / (weight * level);
        }
      }
    }
    return { values: out, frames, bins: columns, floor: 0 };
  };
}

/** The mean under the window within the clip, and the window's sum there. */
function meanOver(window: readonly number[], half: number) {
  return (frame: number, frames: number, at: (i: number) => number) => {
    let [sum, weight] = [0, 0];
    const first = Math.max(0, half - frame);
    const end = Math.min(window.length, frames - frame + half);
    for (let i = first; i < end; i++) {
      sum += window[i] * at(i - half);
      weight += window[i];
    }
    return { level: sum / weight, weight };
  };
}
