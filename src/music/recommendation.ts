/** Request to and answer of the recommender. */
import type { Random } from "../base/random.ts";
import type { Emotion, EmotionShares } from "./emotion.ts";
import type { Taste } from "./taste.ts";
import type { Track } from "./tracks.ts";

/** All values of {@link Policy}. */
export const policies = ["paper", "valence-arousal"] as const;
/** How music is chosen: by paper F's rule, or by nearness on the valence and arousal plane. */
export type Policy = typeof policies[number];

/** By mood and energy; paper F's rule knows two moods and no energy. */
export const DEFAULT_POLICY: Policy = "valence-arousal";

/** All values of {@link Intent}. */
export const intents = ["match", "lift"] as const;
/** Whether music matches the mood, or leads from it to a better one. */
export type Intent = typeof intents[number];

/** Paper F's two kinds of mood; neutral is neither. */
export type Mood = "positive" | "negative" | "neutral";

/** A question to the recommender. */
export interface MusicRequest {
  /** Shares of the emotions; need not sum to 1, but one must be above 0. */
  shares: EmotionShares;
  /** By which rule tracks are chosen; {@link DEFAULT_POLICY} by default. */
  policy?: Policy;
  /** Whether music should match the mood or lift it. */
  intent?: Intent;
  /** How many tracks; 10 by default. */
  count?: number;
  /** Fixes all that is random; 0 by default. */
  seed?: number;
  /** Ids of tracks just played, the oldest first: not chosen while there are others. */
  played?: readonly string[];
  /** False leaves out what the list marks as explicit. */
  explicit?: boolean;
  /** Leaves out what is not known to be sung in this language, a code of ISO 639. */
  songLanguage?: string;
  /** Ids of tracks never to be chosen. */
  refused?: readonly string[];
  /** Ids of tracks that were liked: music like these is preferred (not by paper F's rule). */
  liked?: readonly string[];
  /** Ids of tracks that were skipped: music like these is avoided. */
  skipped?: readonly string[];
}

/** A place on the plane of valence and arousal, each 0 to 1. */
export interface PlanePoint {
  /** From unpleasant, 0, to pleasant, 1. */
  valence: number;
  /** From calm, 0, to excited, 1. */
  arousal: number;
}

/** Why paper F's rule chose a track. */
export interface PaperReason {
  /** Tells this reason from the other kind. */
  policy: "paper";
  /** What was requested. */
  intent: Intent;
  /** The strongest emotion, which the rule looks up. */
  emotion: Emotion;
  /** The mood that the music is to suit. */
  mood: Mood;
  /** Percentile rank of the tempo in the list. */
  tempoRank: number;
  /** Whether the tempo and the mode are what the rule requests. */
  tempoFits: boolean;
  /** Whether the mode is what the rule requests. */
  modeFits: boolean;
}

/** Why a track was chosen on the plane of valence and arousal. */
export interface PlaneReason {
  /** Tells this reason from the other kind. */
  policy: "valence-arousal";
  /** What was requested. */
  intent: Intent;
  /** The strongest emotion, for the words of the explanation. */
  emotion: Emotion;
  /** What was aimed at, and where the track is: percentile ranks of its valence and energy. */
  target: PlanePoint;
  /** Where the track is. */
  place: PlanePoint;
  /** The track's number in the list, from 1, and how many there are. */
  step: number;
  /** How many tracks there are. */
  steps: number;
}

/** Why a track was chosen, by whichever rule. */
export type Reason = PaperReason | PlaneReason;

/** A chosen track. */
export interface Recommendation {
  /** What to listen to. */
  track: Track;
  /** Why this one. */
  reason: Reason;
}

/** The question as policies see it: complete, shares summing to 1. */
export interface PolicyRequest {
  shares: EmotionShares;
  emotion: Emotion;
  intent: Intent;
  count: number;
  random: Random;
  /** What the listener likes; undefined where nothing is known. */
  taste: Taste | undefined;
}
