/**
 * Paper F's rule (section "Sonuç"): a positive mood gets music of high tempo in a major key, a
 * negative one of low tempo in a minor key.
 *
 * The paper leaves open what is high or low, which emotions are positive, and what a neutral mood
 * gets. Here high is the fastest third of the list and low the slowest; happy, surprise and calm
 * are positive, angry, disgust, fear and sad negative; neutral gets the middle third, in any key.
 * To lift the mood, which the paper does not know, every mood is given what a positive one gets.
 */
import type { Emotion } from "./emotion.ts";
import type { RankedTrack } from "./ranked_track.ts";
import type { Mood, PaperReason, PolicyRequest, Recommendation } from "./recommendation.ts";

const THIRD = 1 / 3;

const moods: Record<Emotion, Mood> = {
  angry: "negative",
  disgust: "negative",
  fear: "negative",
  happy: "positive",
  sad: "negative",
  surprise: "positive",
  neutral: "neutral",
  calm: "positive",
};

/**
 * Chooses at random among the tracks that fit, one of each artist. Where too few fit, tracks
 * follow of which only the key fits, then only the tempo, then the rest.
 */
export function choosePaperTracks(
  candidates: readonly RankedTrack[],
  { emotion, intent, count, random }: PolicyRequest,
): Recommendation[] {
  const mood = intent === "lift" ? "positive" : moods[emotion];
  const chosen: Recommendation[] = [];
  const artists = new Set<string>();
  const laterOn: Recommendation[] = [];
  for (const { track, tempoRank, mainArtist } of byFit(random.shuffle(candidates), mood)) {
    const fit = { tempoFits: tempoFits(tempoRank, mood), modeFits: modeFits(track.mode, mood) };
    const reason: PaperReason = { policy: "paper", intent, emotion, mood, tempoRank, ...fit };
    (artists.has(mainArtist) ? laterOn : chosen).push({ track, reason });
    artists.add(mainArtist);
    if (chosen.length === count) return chosen;
  }
  return [...chosen, ...laterOn].slice(0, count);
}

/** Both fit, the key alone, the tempo alone, neither; within each the order stays. */
function byFit(tracks: RankedTrack[], mood: Mood): RankedTrack[] {
  const misfit = ({ track, tempoRank }: RankedTrack) =>
    (modeFits(track.mode, mood) ? 0 : 2) + (tempoFits(tempoRank, mood) ? 0 : 1);
  return tracks.sort((a, b) => misfit(a) - misfit(b));
}

function tempoFits(rank: number, mood: Mood): boolean {
  if (mood === "positive") return rank >= 1 - THIRD;
  if (mood === "negative") return rank <= THIRD;
  return rank > THIRD && rank < 1 - THIRD;
}

function modeFits(mode: "major" | "minor", mood: Mood): boolean {
  return mood === "neutral" || mode === (mood === "positive" ? "major" : "minor");
}
