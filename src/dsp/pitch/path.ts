import type { PitchCandidate, PitchCandidates } from "./candidates.ts";

/** A low male voice at rest lies at about 80 Hz. */
export const LOWEST_PITCH_HZ = 60;

/** A high female voice in anger or surprise reaches about 550 Hz. */
export const HIGHEST_PITCH_HZ = 600;

/** Below twice the highest pitch there would be nothing to find; this leaves lags to tell apart. */
export const LOWEST_PITCH_RATE_HZ = 4000;

/** Log-pitch, voicing and level. */
export const PITCH_COLUMNS = 3;

/** Costs of a course and the score of unvoiced frames; Praat's standard values. */
const SILENCE_THRESHOLD = 0.03;
const VOICING_THRESHOLD = 0.45;
const OCTAVE_COST = 0.01;
const OCTAVE_JUMP_COST = 0.35;
const VOICE_CHANGE_COST = 0.14;
/** The costs between frames are for frames so far apart; closer ones cost more. */
const USUAL_HOP_S = 0.01;

/**
 * The course of the highest score by dynamic programming (Boersma 1993, section 3.10): candidates
 * are worth their strength, less a little for low ones; leaps of the pitch and changes between
 * voiced and unvoiced cost. One candidate a frame, undefined in frames without voice.
 *
 * @example
 * ```ts
 * const course = pitchPath(candidates, { hopS: 0.01, highestHz: 600 });
 * ```
 */
export function pitchPath(
  frames: readonly PitchCandidates[],
  { hopS, highestHz }: { hopS: number; highestHz: number },
): (PitchCandidate | undefined)[] {
  const correction = USUAL_HOP_S / hopS;
  const states = frames.map((frame) => statesOf(frame, highestHz));
  /** Of each frame and state, the state before it on the best way there. */
  const ways: number[][] = [];
  let worth: number[] = [];
  states.forEach((own, at) => {
    const before = at > 0 ? states[at - 1] : [];
    const way: number[] = [];
    worth = own.map((state, place) => {
      const sums = before.map((other, from) => worth[from] - correction * cost(other, state));
      way[place] = sums.indexOf(Math.max(...sums));
      return state.worth + (at > 0 ? sums[way[place]] : 0);
    });
    ways.push(way);
  });
  const course = new Array<PitchCandidate | undefined>(frames.length);
  let state = worth.indexOf(Math.max(...worth));
  for (let at = frames.length - 1; at >= 0; at--) {
    course[at] = states[at][state].candidate;
    state = ways[at][state];
  }
  return course;
}

/** What a frame may be taken for. */
interface State {
  /** Undefined for no voice. */
  candidate?: PitchCandidate;
  worth: number;
}

function statesOf({ loudness, candidates }: PitchCandidates, highestHz: number): State[] {
  const silence = 2 - loudness / (SILENCE_THRESHOLD / (1 + VOICING_THRESHOLD));
  const unvoiced = { worth: VOICING_THRESHOLD + Math.max(0, silence) };
  const voiced = candidates.filter(({ pitchHz }) => pitchHz <= highestHz).map((candidate) => ({
    candidate,
    worth: candidate.strength - OCTAVE_COST * Math.log2(highestHz / candidate.pitchHz),
  }));
  return [unvoiced, ...voiced];
}

function cost({ candidate: from }: State, { candidate: to }: State): number {
  if (from && to) return OCTAVE_JUMP_COST * Math.abs(Math.log2(from.pitchHz / to.pitchHz));
  return from || to ? VOICE_CHANGE_COST : 0;
}

/**
 * log2 of the pitch in hertz in voiced frames, in between continued in straight lines, and level at
 * both ends; the middle of the range where no frame is voiced.
 *
 * @example
 * ```ts
 * continuePitch(Float32Array.of(0, 128, 0, 512), (frame) => frame % 2 === 1); // [7, 7, 8, 9]
 * ```
 */
export function continuePitch(
  pitchHz: Float32Array,
  isVoiced: (frame: number) => boolean,
): Float32Array {
  const middle = Math.log2(LOWEST_PITCH_HZ * HIGHEST_PITCH_HZ) / 2;
  const out = new Float32Array(pitchHz.length).fill(middle);
  let last = -1;
  for (let frame = 0; frame < out.length; frame++) {
    if (!isVoiced(frame)) continue;
    out[frame] = Math.log2(pitchHz[frame]);
    if (last < 0) out.fill(out[frame], 0, frame);
    for (let between = last + 1; last >= 0 && between < frame; between++) {
      const part = (between - last) / (frame - last);
      out[between] = out[last] + part * (out[frame] - out[last]);
    }
    last = frame;
  }
  if (last >= 0) out.fill(out[last], last + 1);
  return out;
}
