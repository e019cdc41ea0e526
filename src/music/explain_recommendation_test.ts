import assert from "node:assert/strict";
import { explainRecommendation } from "./explain_recommendation.ts";
import type { PaperReason, PlaneReason } from "./recommendation.ts";
import { madeTracks } from "./testing/made_tracks.ts";

const track = { ...madeTracks(1)[0], tempo: 141.6, key: 1, mode: "major" as const };
const paper: PaperReason = {
  policy: "paper",
  intent: "match",
  emotion: "happy",
  mood: "positive",
  tempoRank: 0.8,
  tempoFits: true,
  modeFits: true,
};
const plane: PlaneReason = {
  policy: "valence-arousal",
  intent: "match",
  emotion: "sad",
  step: 2,
  steps: 5,
  target: { valence: 0.185, arousal: 0.365 },
  place: { valence: 0.2, arousal: 0.4 },
};
const both = (one: Parameters<typeof explainRecommendation>[0]) => [
  explainRecommendation(one, "en"),
  explainRecommendation(one, "tr"),
];

Deno.test("the paper's rule, in words", () => {
  assert.deepEqual(both({ track, reason: paper }), [
    "C♯ major at 142 beats a minute, faster than 80% of the list: for a positive mood (happy)",
    "Do♯ majör, dakikada 142 vuruş (hız sırası %80): olumlu duygu için (mutlu)",
  ]);
  assert.deepEqual(
    both({
      track: { ...track, key: null, mode: "minor" },
      reason: { ...paper, emotion: "sad", intent: "lift", modeFits: false },
    }),
    [
      "A minor key at 142 beats a minute, faster than 80% of the list: to lift the mood (now sad), " +
      "though its key is another",
      "Minör ton, dakikada 142 vuruş (hız sırası %80): keyfi yerine getirmek için (şimdi üzgün), " +
      "tonu tam uymasa da",
    ],
  );
  const [english, turkish] = both({
    track,
    reason: { ...paper, mood: "neutral", emotion: "neutral", tempoFits: false },
  });
  assert.match(english, /: for a neutral mood, though its tempo is another$/);
  assert.match(turkish, /: doğal duygu için, hızı tam uymasa da$/);
});

Deno.test("the plane of valence and arousal, in words", () => {
  assert.deepEqual(both({ track, reason: plane }), [
    "More cheerful than 20% and livelier than 40% of the list; the aim is 19% and 37%: what sad " +
    "asks for",
    "Neşe sırası %20, canlılık sırası %40; hedef %19 ve %37: üzgün",
  ]);
  const [english, turkish] = both({ track, reason: { ...plane, intent: "lift" } });
  assert.match(english, /: step 2 of 5 up from sad$/);
  assert.match(turkish, /: keyif adımı 2\/5 \(baştaki: üzgün\)$/);
});
