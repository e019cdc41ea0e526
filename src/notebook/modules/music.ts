/** What notebooks import as "duygu/music": music for a mood. */
export { emotions, emotionShares, strongestEmotion } from "../../music/emotion.ts";
export { liftedPoint, matchingPoint } from "../../music/emotion_plane.ts";
export { explainRecommendation } from "../../music/explain_recommendation.ts";
export { openTracks } from "../../music/open_tracks.ts";
export { rankTracks } from "../../music/ranked_track.ts";
export { recommendTracks } from "../../music/recommend_tracks.ts";
