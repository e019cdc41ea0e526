import assert from "node:assert/strict";
import fc from "fast-check";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { mainArtist } from "./artists.ts";
import { type Emotion, emotions } from "./emotion.ts";
import { liftedPoint, matchingPoint } from "./policies.ts";
import { percentileRanks, rankTracks, recommendTracks } from "./recommend_tracks.ts";
import {
  intents,
  type MusicRequest,
  type PaperReason,
  type PlaneReason,
  policies,
} from "./recommendation.ts";
import { madeTracks } from "./testing/made_tracks.ts";
import { madeUpTracks, openTracks, type Track } from "./tracks.ts";

const tracks = madeTracks(600);
const ids = (request: MusicRequest, list = tracks) =>
  recommendTracks(list, request).map(({ track }) => track.id);

Deno.test("the paper's rule: positive fast and major, negative slow and minor", () => {
  const tempi = tracks.map(({ tempo }) => tempo).sort((a, b) => a - b);
  const policy = "paper";
  const slowest = tempi[199];
  const fastest = tempi[400];
  for (const emotion of ["happy", "surprise", "calm"] as Emotion[]) {
    for (const { track } of recommendTracks(tracks, { shares: { [emotion]: 1 }, policy })) {
      assert.ok(track.tempo >= fastest && track.mode === "major");
    }
  }
  for (const emotion of ["angry", "disgust", "fear", "sad"] as Emotion[]) {
    for (const { track } of recommendTracks(tracks, { shares: { [emotion]: 1 }, policy })) {
      assert.ok(track.tempo <= slowest && track.mode === "minor");
    }
    // Lifted, it gets what a positive mood gets.
    const lifted = { shares: { [emotion]: 1 }, policy, intent: "lift" } as const;
    for (const one of recommendTracks(tracks, lifted)) {
      assert.ok(one.track.tempo >= fastest && one.track.mode === "major");
    }
  }
  for (const { track } of recommendTracks(tracks, { shares: { neutral: 1 }, policy })) {
    assert.ok(track.tempo > slowest && track.tempo < fastest);
  }
});

Deno.test("where too few tracks fit the paper's rule, it says of each what does not", () => {
  const list = madeTracks(12);
  const reasons = recommendTracks(list, { shares: { happy: 1 }, policy: "paper", count: 12 })
    .map(({ reason }) => reason as PaperReason);
  assert.equal(reasons.length, 12);
  const misfits = reasons.map(({ tempoFits, modeFits }) =>
    (modeFits ? 0 : 2) + (tempoFits ? 0 : 1)
  );
  assert.deepEqual(misfits, [...misfits].sort());
  assert.deepEqual([...new Set(misfits)], [0, 1, 2, 3]);
});

Deno.test("on the plane, tracks lie near the emotion's point", () => {
  for (const emotion of emotions) {
    const { valence, arousal } = matchingPoint({ [emotion]: 1 });
    const request = { shares: { [emotion]: 1 }, policy: "valence-arousal" } as const;
    for (const { reason } of recommendTracks(tracks, request)) {
      const { target, place } = reason as PlaneReason;
      assert.deepEqual(target, { valence, arousal });
      assert.ok(Math.hypot(place.valence - valence, place.arousal - arousal) < 0.2, emotion);
    }
  }
});

Deno.test("a mixture aims between its emotions, weighted by their shares", () => {
  const request = { shares: { sad: 6, happy: 2 }, policy: "valence-arousal" } as const;
  const { target, emotion } = recommendTracks(tracks, request)[0].reason as PlaneReason;
  assert.equal(emotion, "sad");
  // Pleasure -0.63 and 0.81, arousal -0.27 and 0.51, from -1…1 to 0…1.
  assert.ok(Math.abs(target.valence - (0.75 * -0.63 + 0.25 * 0.81 + 1) / 2) < 1e-12);
  assert.ok(Math.abs(target.arousal - (0.75 * -0.27 + 0.25 * 0.51 + 1) / 2) < 1e-12);
});

Deno.test("lifting goes in even steps from the mood's point to a pleasant one", () => {
  const shares = { fear: 1 };
  const request: MusicRequest = { shares, intent: "lift", count: 5, policy: "valence-arousal" };
  const targets = recommendTracks(tracks, request)
    .map(({ reason }) => (reason as PlaneReason).target);
  const fear = matchingPoint({ fear: 1 });
  const calm = matchingPoint({ calm: 1 });
  assert.deepEqual(targets[0], fear);
  for (const [at, { valence, arousal }] of targets.entries()) {
    assert.ok(Math.abs(valence - (fear.valence + at / 4 * (calm.valence - fear.valence))) < 1e-12);
    assert.ok(Math.abs(arousal - (fear.arousal + at / 4 * (calm.arousal - fear.arousal))) < 1e-12);
  }
});

Deno.test("likeness counts against a track: tempi are spread wider than those of the nearest", () => {
  const spread = (list: number[]) => Math.max(...list) - Math.min(...list);
  const { valence, arousal } = matchingPoint({ happy: 1 });
  const nearest = rankTracks(tracks)
    .map((one) => ({ one, far: Math.hypot(one.valenceRank - valence, one.energyRank - arousal) }))
    .sort((a, b) => a.far - b.far).slice(0, 4).map(({ one }) => one.tempoRank);
  const request = { shares: { happy: 1 }, policy: "valence-arousal", count: 4 } as const;
  const spreads = Array.from({ length: 9 }, (_, seed) => {
    const chosen = new Set(ids({ ...request, seed }));
    return spread(
      rankTracks(tracks).filter(({ track }) => chosen.has(track.id)).map((one) => one.tempoRank),
    );
  });
  const median = spreads.sort((a, b) => a - b)[4];
  assert.ok(median > Math.min(0.75, spread(nearest)), `${median} against ${spread(nearest)}`);
});

Deno.test("any question: the number requested, no track twice, the same at the same seed", () => {
  fc.assert(
    fc.property(
      fc.record({
        shares: fc.record(
          Object.fromEntries(
            emotions.map((one) => [one, fc.double({ min: 0.01, max: 1, noNaN: true })]),
          ),
        ),
        policy: fc.constantFrom(...policies),
        intent: fc.constantFrom(...intents),
        count: fc.integer({ min: 1, max: 80 }),
        seed: fc.integer(),
        played: fc.uniqueArray(fc.constantFrom(...tracks.slice(0, 60).map(({ id }) => id))),
      }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (request, size, artists) => {
        const list = madeTracks(size, artists);
        const chosen = ids(request, list);
        assert.equal(chosen.length, Math.min(request.count, size));
        assert.equal(new Set(chosen).size, chosen.length);
        assert.deepEqual(chosen, ids(request, list));
        // While others are left, nothing that was played, and nobody twice.
        const fresh = list.filter(({ id }) => !request.played.includes(id)).length;
        const repeated = chosen.filter((id) => request.played.includes(id)).length;
        assert.equal(repeated, Math.max(0, chosen.length - fresh));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("nobody twice while there are others; other seeds, other music", () => {
  const list = madeTracks(600, 60);
  for (const policy of policies) {
    const request = { shares: { happy: 1 }, policy } as const;
    const artists = recommendTracks(list, request).map(({ track }) => track.artist);
    assert.equal(new Set(artists).size, 10);
    assert.notDeepEqual(ids({ ...request, seed: 1 }), ids({ ...request, seed: 2 }));
  }
});

/** Lists of any size by any number of artists, features equal or missing here and there. */
const anyList = fc.record({
  size: fc.integer({ min: 1, max: 40 }),
  artists: fc.integer({ min: 1, max: 6 }),
  /** A share of tracks is by the first artist beside. */
  ofFirst: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.integer(),
  /** Values are so coarse that many are equal. */
  levels: fc.constantFrom(1, 2, 3, 1000),
  isNameless: fc.boolean(),
}).map(({ size, artists, ofFirst, seed, levels, isNameless }): Track[] => {
  const coarse = (value: number) => Math.round(value * levels) / levels;
  return madeTracks(size, artists, seed).map((track, at) => ({
    ...track,
    valence: coarse(track.valence),
    energy: coarse(track.energy),
    key: at % 3 ? track.key : null,
    durationMs: null,
    artist: isNameless && at % 2 ? "" : at < ofFirst * size ? "Artist 0" : track.artist,
  }));
});
const anyQuestion = fc.record({
  emotion: fc.constantFrom(...emotions),
  policy: fc.constantFrom(...policies),
  intent: fc.constantFrom(...intents),
  count: fc.constantFrom(1, 5, 10, 25),
  seed: fc.integer(),
}).map(({ emotion, ...more }): MusicRequest => ({ ...more, shares: { [emotion]: 1 } }));

Deno.test("two of one artist in a row only where no order of the list avoids it", () => {
  fc.assert(
    fc.property(anyList, anyQuestion, (list, question) => {
      const artists = recommendTracks(list, question).map(({ track }) => mainArtist(track));
      const inRow = artists.filter((artist, at) => at && artist === artists[at - 1]).length;
      const times = Object.values(Object.groupBy(artists, (artist) => artist))
        .map((own) => own!.length);
      // The others' tracks can stand between the most frequent one's.
      const fewest = Math.max(0, 2 * Math.max(...times) - artists.length - 1);
      assert.equal(inRow, fewest, artists.join());
    }),
    { numRuns: 400 },
  );
});

Deno.test("no artist comes once more than another who has a track left", () => {
  fc.assert(
    fc.property(anyList, anyQuestion, (list, question) => {
      const chosen = recommendTracks(list, question).map(({ track }) => track);
      const timesOf = (artist: string, of: Track[]) =>
        of.filter((track) => mainArtist(track) === artist).length;
      const most = Math.max(...chosen.map((track) => timesOf(mainArtist(track), chosen)));
      for (const track of list) {
        const artist = mainArtist(track);
        const times = timesOf(artist, chosen);
        assert.ok(times >= most - 1 || times === timesOf(artist, list), artist);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("a journey's order fits its steps: no two tracks of different artists stand better exchanged", () => {
  fc.assert(
    fc.property(
      anyList,
      fc.constantFrom(...emotions),
      fc.integer(),
      (list, emotion, seed) => {
        // One track an artist, that order is free.
        const free = list.map((track) => ({ ...track, artist: "" }));
        const request = { shares: { [emotion]: 1 }, intent: "lift", count: 10, seed } as const;
        const reasons = recommendTracks(free, request).map(({ reason }) => reason as PlaneReason);
        const miss = ({ place }: PlaneReason, { target }: PlaneReason) =>
          Math.hypot(place.valence - target.valence, place.arousal - target.arousal);
        for (const a of reasons) {
          for (const b of reasons) {
            assert.ok(miss(a, a) + miss(b, b) <= miss(a, b) + miss(b, a) + 1e-4);
          }
        }
        assert.deepEqual(reasons.map(({ step }) => step), reasons.map((_, at) => at + 1));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("a journey ends near its goal, with ten tracks of ten as with ten of a thousand", () => {
  for (const [size, nearest] of [[10, 0.35], [20, 0.2], [1000, 0.1]]) {
    for (const emotion of ["sad", "angry", "fear", "neutral"] as const) {
      let far = 0;
      for (let seed = 0; seed < 20; seed++) {
        const request = { shares: { [emotion]: 1 }, intent: "lift", seed } as const;
        const { target, place } = recommendTracks(madeTracks(size, size, seed), request)
          .at(-1)!.reason as PlaneReason;
        assert.deepEqual(target, liftedPoint({ [emotion]: 1 }));
        far += Math.hypot(place.valence - target.valence, place.arousal - target.arousal) / 20;
      }
      assert.ok(far < nearest, `${size} ${emotion}: ${far}`);
    }
  }
});

Deno.test("only what is sung in the language requested, where the list tells", () => {
  const languages = ["tr", "en", undefined];
  const list = madeTracks(60).map((track, at) => ({ ...track, language: languages[at % 3] }));
  for (const policy of policies) {
    const turkish = recommendTracks(list, {
      shares: { happy: 1 },
      policy,
      count: 50,
      songLanguage: "tr",
    });
    assert.equal(turkish.length, 20);
    assert.ok(turkish.every(({ track }) => track.language === "tr"));
    assert.equal(ids({ shares: { happy: 1 }, policy, songLanguage: "fi" }, list).length, 0);
  }
});

Deno.test("the longest ago comes back first", () => {
  const list = madeTracks(6);
  const played = ["t3", "t1", "t0", "t2", "t5"];
  const chosen = ids({ shares: { happy: 1 }, count: 3, played }, list);
  assert.deepEqual([...chosen].sort(), ["t1", "t3", "t4"]);
});

Deno.test("shares that make no mood are refused", () => {
  for (const shares of [{}, { happy: 0 }, { happy: -1, sad: 2 }, { happy: NaN }]) {
    assert.throws(() => recommendTracks(tracks, { shares }), { name: "UserError" });
  }
});

Deno.test("the made-up tracks serve every emotion, policy and intent", () => {
  const { tracks: list } = madeUpTracks();
  for (const emotion of emotions) {
    for (const policy of policies) {
      for (const intent of intents) {
        assert.equal(ids({ shares: { [emotion]: 1 }, policy, intent }, list).length, 10);
      }
    }
  }
});

realDataTest("charting tracks: moods differ as they should", "music", async () => {
  const { tracks: list } = await openTracks({ dataRoot: realDataRoot });
  const mean = (emotion: Emotion, feature: "valence" | "energy" | "tempo") => {
    const request = { shares: { [emotion]: 1 }, policy: "valence-arousal", count: 20 } as const;
    const chosen = recommendTracks(list, request).map(({ track }) => track[feature]);
    return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  };
  assert.ok(mean("happy", "valence") > mean("sad", "valence") + 0.3);
  assert.ok(mean("angry", "energy") > mean("calm", "energy") + 0.2);
});

Deno.test("ranks are the share below plus half of the equal ones", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }), (values) => {
    const counted = values.map((value) => {
      const below = values.filter((other) => other < value).length;
      const equal = values.filter((other) => other === value).length;
      return (below + equal / 2) / values.length;
    });
    for (const [at, rank] of percentileRanks(values).entries()) {
      assert.ok(Math.abs(rank - counted[at]) < 1e-12);
    }
  }));
});

Deno.test("no values, no ranks", () => assert.deepEqual(percentileRanks([]), []));
