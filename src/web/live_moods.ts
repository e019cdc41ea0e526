/**
 * Live answers, made steady: probabilities smoothed over time, and faces followed from picture to
 * picture. Pure; the clock is given. Milliseconds throughout.
 */
import { type Box, overlap } from "../facecnn/grey_image.ts";
import type { EmotionShares } from "../music/emotion.ts";
import type { Judgement } from "./analysis.ts";

/** So long until a change has come through by 1 - 1/e. */
export const timeConstantMs = { face: 1500, voice: 4000 };

/** What was not seen or heard for so long is forgotten. */
export const forgetMs = { face: 3000, voice: 10_000 };

/** The same of a box: quick, as it only keeps the frame from trembling. */
const BOX_CONSTANT_MS = 150;

/** A face is told from its second sighting on: what is seen once is often none. */
const SIGHTINGS = 2;

/** A face is one that was there where their boxes' common part is so much of both together … */
const LEAST_OVERLAP = 0.2;
/** … or their centres are no further apart than so many widths. */
const MOST_WIDTHS = 0.6;

/** A judgement of many answers. */
export interface Mood extends Judgement {
  /** When the newest answer in it came. */
  atMs: number;
}

/**
 * `before` and an answer that came at `nowMs`, the older parts of it counting exp(-age / constantMs).
 * However many answers come a second, as much of the past counts after the same time. Unsure below
 * `leastConfidence`, which is the same as for a single answer: a mean of calibrated probabilities is
 * one.
 */
export function smoothMood(
  before: Mood | undefined,
  answer: Pick<Judgement, "probabilities" | "shares">,
  { nowMs, constantMs, leastConfidence }: {
    nowMs: number;
    constantMs: number;
    leastConfidence: number;
  },
): Mood {
  const past = before ? Math.exp(-(nowMs - before.atMs) / constantMs) : 0;
  const probabilities = mix(before?.probabilities ?? {}, answer.probabilities, past);
  const [predicted, strongest] = Object.entries(probabilities)
    .reduce((best, one) => one[1] > best[1] ? one : best);
  return {
    probabilities,
    shares: mix(before?.shares ?? {}, answer.shares, past) as EmotionShares,
    predicted,
    unsure: strongest < leastConfidence,
    atMs: nowMs,
  };
}

function mix(old: Record<string, number>, now: Record<string, number>, past: number) {
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [
      name,
      past * (old[name] ?? value) + (1 - past) * value,
    ]),
  );
}

/** A face that is followed. */
export interface FollowedFace {
  /** The same for the same face, from 1 on; never given again. */
  id: number;
  /** In the newest picture, smoothed. */
  box: Box;
  mood: Mood;
  /** How often it was seen. */
  sightings: number;
  /** Whether it is in the newest picture. */
  isSeen: boolean;
}

/** What is followed so far, and the next number. */
export interface FollowedFaces {
  faces: readonly FollowedFace[];
  nextId: number;
}

/** Before the first picture. */
export const noFaces: FollowedFaces = { faces: [], nextId: 1 };

/**
 * The faces after a picture at `nowMs` with `found` faces. Each found one is taken for that known
 * one whose box it overlaps most, the best pairs first; what is left over is new.
 */
export function followFaces(
  { faces, nextId }: FollowedFaces,
  found: readonly (Judgement & { box: Box })[],
  { nowMs, leastConfidence }: { nowMs: number; leastConfidence: number },
): FollowedFaces {
  const known = faces.filter(({ mood }) => nowMs - mood.atMs < forgetMs.face);
  const pairs = known.flatMap((face) =>
    found.map((one) => ({ face, one, likeness: likeness(face.box, one.box) }))
  ).filter(({ likeness }) => likeness > 0).sort((a, b) => b.likeness - a.likeness);
  const matched = new Map<FollowedFace, typeof found[number]>();
  const taken = new Set<typeof found[number]>();
  for (const { face, one } of pairs) {
    if (matched.has(face) || taken.has(one)) continue;
    matched.set(face, one);
    taken.add(one);
  }
  const how = { nowMs, constantMs: timeConstantMs.face, leastConfidence };
  const followed = known.map((face): FollowedFace => {
    const one = matched.get(face);
    if (!one) return { ...face, isSeen: false };
    const past = Math.exp(-(nowMs - face.mood.atMs) / BOX_CONSTANT_MS);
    return {
      id: face.id,
      box: mix({ ...face.box }, { ...one.box }, past) as unknown as Box,
      mood: smoothMood(face.mood, one, how),
      sightings: face.sightings + 1,
      isSeen: true,
    };
  });
  const added = found.filter((one) => !taken.has(one)).map((one, at): FollowedFace => ({
    id: nextId + at,
    box: boxOf(one.box),
    mood: smoothMood(undefined, one, how),
    sightings: 1,
    isSeen: true,
  }));
  return { faces: [...followed, ...added], nextId: nextId + added.length };
}

/** Those of `faces` that are told of, the largest first. */
export function toldFaces({ faces }: FollowedFaces): FollowedFace[] {
  return faces.filter(({ sightings }) => sightings >= SIGHTINGS)
    .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}

/** Of intersection and union, and a little for boxes that are near each other; 0: another face. */
function likeness(a: Box, b: Box): number {
  const share = overlap(a, b);
  if (share >= LEAST_OVERLAP) return share;
  const width = (a.width + b.width) / 2;
  const apart = Math.hypot(
    a.x + a.width / 2 - b.x - b.width / 2,
    a.y + a.height / 2 - b.y - b.height / 2,
  ) / width;
  // Always less than any overlap that counts.
  return apart <= MOST_WIDTHS ? LEAST_OVERLAP * (1 - apart) * 0.5 : 0;
}

function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}
