/** In: the pitches that each frame may have. Out: the likeliest course of the voice through them. */
import type { PitchCandidate, PitchCandidates } from "./pitch_candidates.ts";

/** What a course costs, and what it is worth to be no voice; Praat's standard values. */
const SILENCE_THRESHOLD = 0.03;
const VOICING_THRESHOLD = 0.45;
const OCTAVE_COST = 0.01;
const OCTAVE_JUMP_COST = 0.35;
const VOICE_CHANGE_COST = 0.14;
/** The costs between frames are for frames so far apart; closer ones cost more. */
const USUAL_HOP_S = 0.01;

/**
 * The course of greatest worth by dynamic programming (Boersma 1993, section 3.10): candidates are
 * worth their strength, less a little for low ones; leaps of the pitch and changes between voiced
 * and unvoiced cost. One candidate a frame, undefined in frames without voice.
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
