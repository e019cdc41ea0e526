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
    "Do♯ majör, dakikada 142 vuruş, listenin %80'inden hızlı: olumlu duygu için (mutlu)",
  ]);
  assert.deepEqual(
    both({
      track: { ...track, key: null, mode: "minor" },
      reason: { ...paper, emotion: "sad", intent: "lift", modeFits: false },
    }),
    [
      "A minor key at 142 beats a minute, faster than 80% of the list: to lift the mood (now sad), " +
      "though its key differs",
      "Minör ton, dakikada 142 vuruş, listenin %80'inden hızlı: keyfi yerine getirmek için (şimdi üzgün), " +
      "tonu tam uymasa da",
    ],
  );
  const [english, turkish] = both({
    track,
    reason: { ...paper, mood: "neutral", emotion: "neutral", tempoFits: false },
  });
  assert.match(english, /: for a neutral mood, though its tempo differs$/);
  assert.match(turkish, /: nötr duygu için, hızı tam uymasa da$/);
});

Deno.test("the plane of valence and arousal, in words", () => {
  assert.deepEqual(both({ track, reason: plane }), [
    "More cheerful than 20% and livelier than 40% of the list; the target is 19% and 37%: for " +
    "sad",
    "Listenin %20'sinden daha neşeli, %40'ından daha canlı; hedef %19 ve %37: üzgün",
  ]);
  const [english, turkish] = both({ track, reason: { ...plane, intent: "lift" } });
  assert.match(english, /: step 2 of 5 up from sad$/);
  assert.match(turkish, /: 5 adımdan 2\. \(başlangıç: üzgün\)$/);
});

Deno.test("Turkish percentages end as their numbers are spoken", () => {
  const spoken = [
    [0, "%0'ından"], // sıfır
    [0.11, "%11'inden"], // on bir
    [0.3, "%30'undan"], // otuz
    [0.56, "%56'sından"], // elli altı
    [0.89, "%89'undan"], // seksen dokuz
    [0.9, "%90'ından"], // doksan
    [1, "%100'ünden"], // yüz
  ] as const;
  for (const [tempoRank, words] of spoken) {
    const [, turkish] = both({ track, reason: { ...paper, tempoRank } });
    assert.ok(turkish.includes(`listenin ${words} hızlı`), turkish);
  }
});
