/** What the spectrum of 20 ms frames is like: loudness, cepstrum, flux, balance and slopes. */
import type { FrameSpectra } from "./spectra.ts";

/** Contours of one clip, each [frames]. */
export interface SpectralShape {
  loudness: Float32Array;
  alphaRatio: Float32Array;
  hammarbergIndex: Float32Array;
  slope0to500: Float32Array;
  slope500to1500: Float32Array;
  flux: Float32Array;
  /** Coefficients 1 to 4. */
  mfcc: Float32Array[];
}

const MEL_BANDS = 26;
const LOWEST_MEL_HZ = 20;
const HIGHEST_MEL_HZ = 8000;

const toMel = (hz: number) => 1127 * Math.log(1 + hz / 700);
const fromMel = (mel: number) => 700 * (Math.exp(mel / 1127) - 1);

/** Triangles that overlap by half, equally wide in mel: each bin is of two neighbouring bands. */
interface MelFilters {
  /** The band below, -1 under the first one's middle; [bins]. */
  band: Int32Array;
  /** Its share of the bin, the rest is of the band above. */
  share: Float32Array;
  /** First bin and the bin after the last. */
  range: [number, number];
  centresHz: number[];
}

function melFilters(bins: number, spacingHz: number): MelFilters {
  const nyquistHz = (bins - 1) * spacingHz;
  const highestHz = HIGHEST_MEL_HZ > nyquistHz ? nyquistHz : HIGHEST_MEL_HZ;
  const lowest = toMel(LOWEST_MEL_HZ);
  const width = (toMel(highestHz) - lowest) / (MEL_BANDS + 1);
  const first = Math.round(LOWEST_MEL_HZ / spacingHz) + 1;
  const end = Math.min(bins, Math.round(highestHz / spacingHz));
  const band = new Int32Array(bins);
  const share = new Float32Array(bins);
  for (let bin = first; bin < end; bin++) {
    const position = (toMel(bin * spacingHz) - lowest) / width;
    const below = Math.min(MEL_BANDS, Math.ceil(position) - 1);
    band[bin] = below - 1;
    share[bin] = below + 1 - position;
  }
  const centresHz = Array.from({ length: MEL_BANDS }, (_, i) => fromMel(lowest + (i + 1) * width));
  return { band, share, range: [first, end], centresHz };
}

/** Adds the power of `row` into 26 mel bands. */
function melPower(row: Float32Array, { band, share, range }: MelFilters, out: Float64Array): void {
  out.fill(0);
  for (let bin = range[0]; bin < range[1]; bin++) {
    const power = row[bin] * row[bin];
    const lower = power * share[bin];
    const at = band[bin];
    if (at >= 0) out[at] += lower;
    if (at < MEL_BANDS - 1) out[at + 1] += power - lower;
  }
}

/**
 * Equal-loudness weight of a frequency: the curve at 40 dB of Hermansky 1990 (JASA 87, eq. 6, with
 * the term for more than 5 kHz), scaled to about 1 at its height.
 */
function equalLoudness(hz: number): number {
  const w = 2 * Math.PI * hz;
  const w2 = w * w;
  return (1e32 * (w2 + 56.8e6) * w2 * w2) /
    ((w2 + 6.3e6) ** 2 * (w2 + 0.38e9) * (w2 * w2 * w2 * w + 1.7e31));
}

/** Least power of a mel band for loudness, and the exponent of Stevens' law of hearing. */
const LEAST_MEL_POWER = 9.3e-10;
const COMPRESSION = 0.33;

const CEPSTRA = 4;
const LIFTER = 22;
/** Samples are counted in 16-bit steps, as HTK does, and powers below 1 are raised to it. */
const HTK_SCALE = 32_767 ** 2;

/** Least power in logarithms, -140 dB. */
const LEAST_POWER = 1e-14;
/** Flux, alpha ratio and Hammarberg index look no higher. */
const HIGHEST_HZ = 5000;

/** Line through a band of the spectrum in decibels: which bins, and how much the outer ones count. */
interface SlopeBand {
  low: number;
  high: number;
  lowWeight: number;
  highWeight: number;
}

function slopeBand(lowHz: number, highHz: number, bins: number, spacingHz: number): SlopeBand {
  let above = 0;
  while (above < bins && above * spacingHz <= lowHz) above++;
  const isInside = above > 0 && above < bins;
  const lowWeight = isInside ? above - lowHz / spacingHz : 1;
  let end = 0;
  while (end < bins && end * spacingHz < highHz) end++;
  const highWeight = end > 0 && end < bins ? highHz / spacingHz - (end - 1) : 1;
  const high = end < bins && end * spacingHz === highHz ? end : end - 1;
  return {
    low: Math.max(0, above - 1),
    high: Math.min(high, bins - 1),
    lowWeight: lowWeight || 1,
    highWeight: highWeight || 1,
  };
}

/** Slope of the regression line of decibels over hertz, where n is high - low, one bin too few. */
function slopeOf(decibels: Float32Array, band: SlopeBand, spacingHz: number): number {
  const { low, high, lowWeight, highWeight } = band;
  let sumF = 0;
  let sumFF = 0;
  let sumFY = 0;
  let sumY = 0;
  for (let bin = low; bin <= high; bin++) {
    const weight = bin === low ? lowWeight : bin === high ? highWeight : 1;
    const f = bin * spacingHz * weight;
    sumF += f;
    sumFF += f * f;
    sumFY += f * decibels[bin];
    sumY += weight * decibels[bin];
  }
  const n = high - low;
  const divisor = n * sumFF - sumF * sumF;
  return divisor === 0 ? 0 : (n * sumFY - sumF * sumY) / divisor;
}

const decibelsOf = (ratio: number) => 10 * Math.log10(ratio);

/** Prepares {@link SpectralShape} of spectra with so many bins. */
export function createSpectralShape(
  bins: number,
  spacingHz: number,
): (spectra: FrameSpectra) => SpectralShape {
  const filters = melFilters(bins, spacingHz);
  const weights = filters.centresHz.map((hz) => Math.fround(equalLoudness(hz)));
  const cosines = Array.from({ length: CEPSTRA }, (_, i) => {
    const lifter = 1 + (LIFTER / 2) * Math.sin((Math.PI * (i + 1)) / LIFTER);
    const scale = lifter * Math.sqrt(2 / MEL_BANDS);
    return Float64Array.from(
      { length: MEL_BANDS },
      (_, band) => scale * Math.cos(((Math.PI * (i + 1)) / MEL_BANDS) * (band + 0.5)),
    );
  });
  const lowSlope = slopeBand(0, 500, bins, spacingHz);
  const highSlope = slopeBand(500, 1500, bins, spacingHz);
  let fluxBins = 1;
  while (fluxBins < bins && fluxBins * spacingHz < HIGHEST_HZ) fluxBins++;
  return ({ frames, magnitudes }) => {
    const contour = () => new Float32Array(frames);
    const shape: SpectralShape = {
      loudness: contour(),
      alphaRatio: contour(),
      hammarbergIndex: contour(),
      slope0to500: contour(),
      slope500to1500: contour(),
      flux: contour(),
      mfcc: Array.from({ length: CEPSTRA }, contour),
    };
    const mel = new Float64Array(MEL_BANDS);
    const decibels = new Float32Array(bins);
    for (let frame = 0; frame < frames; frame++) {
      const row = magnitudes.subarray(frame * bins, (frame + 1) * bins);
      melPower(row, filters, mel);
      let loudness = 0;
      for (let band = 0; band < MEL_BANDS; band++) {
        loudness += (Math.max(mel[band], LEAST_MEL_POWER) * weights[band]) ** COMPRESSION;
      }
      shape.loudness[frame] = loudness / MEL_BANDS;
      for (let band = 0; band < MEL_BANDS; band++) {
        mel[band] = Math.log(Math.max(1, mel[band] * HTK_SCALE));
      }
      for (const [i, own] of cosines.entries()) {
        let sum = 0;
        for (let band = 0; band < MEL_BANDS; band++) sum += own[band] * mel[band];
        shape.mfcc[i][frame] = sum;
      }
      const { alphaRatio, hammarbergIndex } = balanceOf(row, spacingHz);
      shape.alphaRatio[frame] = alphaRatio;
      shape.hammarbergIndex[frame] = hammarbergIndex;
      for (let bin = 0; bin <= highSlope.high; bin++) {
        decibels[bin] = decibelsOf(Math.max(row[bin] * row[bin], LEAST_POWER));
      }
      shape.slope0to500[frame] = slopeOf(decibels, lowSlope, spacingHz);
      shape.slope500to1500[frame] = slopeOf(decibels, highSlope, spacingHz);
      if (frame === 0) continue;
      let flux = 0;
      for (let bin = 0; bin < fluxBins; bin++) {
        const change = row[bin] - magnitudes[(frame - 1) * bins + bin];
        flux += change * change;
      }
      shape.flux[frame] = Math.sqrt(flux / fluxBins);
    }
    return shape;
  };
}

/**
 * Alpha ratio: power from 1 to 5 kHz over that below 1 kHz. Hammarberg index: the strongest bin
 * below 2 kHz over the strongest from 2 to 5 kHz. Both in decibels, 0 where there is no sound.
 */
function balanceOf(
  row: Float32Array,
  spacingHz: number,
): { alphaRatio: number; hammarbergIndex: number } {
  let below1 = 0;
  let from1 = 0;
  let peakBelow2 = 0;
  let peakFrom2 = 0;
  for (let bin = 0; bin < row.length && bin * spacingHz <= HIGHEST_HZ; bin++) {
    const power = row[bin] * row[bin];
    const hz = bin * spacingHz;
    if (hz < 1000) below1 += power;
    else from1 += power;
    if (hz < 2000) peakBelow2 = Math.max(peakBelow2, power);
    else peakFrom2 = Math.max(peakFrom2, power);
  }
  return {
    alphaRatio: below1 > 0 ? decibelsOf(Math.max(from1, LEAST_POWER) / below1) : 0,
    hammarbergIndex: peakFrom2 > 0 ? decibelsOf(Math.max(peakBelow2, LEAST_POWER) / peakFrom2) : 0,
  };
}
