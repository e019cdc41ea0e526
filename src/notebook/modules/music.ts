/** What notebooks import as "duygu/music": music for a mood. */
export {
  type Emotion,
  emotions,
  type EmotionShares,
  emotionShares,
  strongestEmotion,
} from "../../music/emotion.ts";
export { liftedPoint, matchingPoint } from "../../music/policies.ts";
export {
  explainRecommendation,
  type Language,
  languages,
} from "../../music/explain_recommendation.ts";
export { openTracks, type Track, type TrackList, type TrackOptions } from "../../music/tracks.ts";
export { type RankedTrack, rankTracks, recommendTracks } from "../../music/recommend_tracks.ts";
export {
  type Intent,
  intents,
  type Mood,
  type MusicRequest,
  type PaperReason,
  type PlanePoint,
  type PlaneReason,
  policies,
  type Policy,
  type Reason,
  type Recommendation,
} from "../../music/recommendation.ts";
