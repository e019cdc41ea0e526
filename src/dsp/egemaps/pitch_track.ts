/**
 * The pitch of every frame: the cheapest way through the candidates, or through none of them, by
 * the Viterbi algorithm with the costs of eGeMAPS.
 */
import { PITCH_CANDIDATES, type PitchCandidates } from "./subharmonic_pitch.ts";

/** The pitch of a clip. */
export interface PitchTrack {
  /** Hertz, 0 where unvoiced, [frames]. */
  f0: Float32Array;
  /**
   * Frames that are decided before the recording ends, when all ways to the present have the same
   * past. openSMILE's functionals of voices are of these frames alone.
   */
  decided: number;
}

/** Voicing from here on is a voice's. */
const VOICED = Math.fround(0.7);
const LEAST_VOICING = 0.01;
/** Frames after which the oldest one is decided in any case. */
const LONGEST_DELAY = 40;

const COSTS = {
  voicing: 2,
  change: 10,
  /** Of the change of the change; the configuration's 5 is overridden in openSMILE. */
  bend: 10,
  onset: 10,
  belowThreshold: 4,
  range: 1,
  /** Between two unvoiced frames; the configuration's 0 is never reached in openSMILE. */
  silence: 1,
  missing: 999,
};

/** What speaks against so low or so high a voice. */
function rangeCost(hz: number): number {
  if (hz <= 0) return 2;
  if (hz < 100) return 1 - hz / 100;
  if (hz < 350) return 0;
  return hz < 600 ? (hz - 350) / 250 : 1.2;
}

function ownCost({ f0, voicing }: PitchCandidates, state: number): number {
  if (state === PITCH_CANDIDATES) {
    return voicing.some((own) => own >= VOICED) ? COSTS.voicing * COSTS.belowThreshold : 0;
  }
  const own = Math.min(1, Math.max(LEAST_VOICING, voicing[state]));
  const penalty = own < VOICED ? COSTS.belowThreshold : 0;
  return (penalty - Math.log(own)) * COSTS.voicing + rangeCost(f0[state]) * COSTS.range;
}

/** Prepares the cost of a step; it keeps the pitch change of the pair that it saw last. */
function createStepCost(): (from: number, to: number) => number {
  let lastChange = 1;
  return (from, to) => {
    if (from < 0 && to < 0) return COSTS.silence;
    if (from < 0 || to < 0) {
      lastChange = 0;
      return COSTS.onset;
    }
    if (from === 0 || to === 0) return COSTS.missing;
    const change = Math.log(Math.fround(to / from));
    const cost = COSTS.change * Math.abs(change) + COSTS.bend * Math.abs(change - lastChange);
    lastChange = change;
    return cost;
  };
}

/** Finds the pitch of every frame. */
export function trackPitch(candidates: PitchCandidates[]): PitchTrack {
  const states = PITCH_CANDIDATES + 1;
  const stepCost = createStepCost();
  /** Hertz of a state, -1 of the unvoiced one. */
  const hertz = (frame: number, state: number) =>
    state === PITCH_CANDIDATES ? -1 : candidates[frame].f0[state];
  let costs: number[] = [];
  // paths[state] is the way that ends there.
  let paths: Uint8Array[] = [];
  const best = new Uint8Array(candidates.length);
  let decided = 0;
  for (const [frame, own] of candidates.entries()) {
    const nextCosts: number[] = [];
    const nextPaths: Uint8Array[] = [];
    for (let state = 0; state < states; state++) {
      let from = state;
      let least = 0;
      if (frame > 0) {
        least = Infinity;
        for (let previous = 0; previous < states; previous++) {
          const cost = stepCost(hertz(frame - 1, previous), hertz(frame, state)) + costs[previous];
          if (cost < least) [least, from] = [cost, previous];
        }
      }
      nextCosts.push(least + ownCost(own, state));
      const path = new Uint8Array(LONGEST_DELAY);
      if (frame > 0) path.set(paths[from]);
      path[frame % LONGEST_DELAY] = state;
      nextPaths.push(path);
    }
    [costs, paths] = [nextCosts, nextPaths];
    if (frame + 1 - decided >= LONGEST_DELAY) {
      best[decided] = paths[cheapest(costs)][decided % LONGEST_DELAY];
      decided++;
      continue;
    }
    while (decided <= frame) {
      const at = decided % LONGEST_DELAY;
      if (paths.some((path) => path[at] !== paths[0][at])) break;
      best[decided++] = paths[0][at];
    }
  }
  const end = costs.length ? paths[cheapest(costs)] : new Uint8Array(LONGEST_DELAY);
  for (let frame = decided; frame < candidates.length; frame++) {
    best[frame] = end[frame % LONGEST_DELAY];
  }
  const f0 = Float32Array.from(best, (state, frame) => Math.max(0, hertz(frame, state)));
  return { f0, decided };
}

function cheapest(costs: number[]): number {
  return costs.reduce((best, cost, state) => cost < costs[best] ? state : best, 0);
}
