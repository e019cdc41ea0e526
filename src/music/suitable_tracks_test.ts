import assert from "node:assert/strict";
import { recommendTracks } from "./recommend_tracks.ts";
import { policies } from "./recommendation.ts";
import { suitableTracks } from "./suitable_tracks.ts";
import { madeTracks } from "./testing/made_tracks.ts";
import type { Track } from "./tracks.ts";

/** Tracks of these titles and artists. */
function named(songs: [name: string, artist: string][]): Track[] {
  return madeTracks(songs.length).map((track, at) => {
    return { ...track, name: songs[at][0], artist: songs[at][1] };
  });
}

const kept = (songs: [string, string][]) =>
  [...suitableTracks(named(songs))].map(({ name }) => name);

Deno.test("one of the versions of a song, that without a version's name where it is there", () => {
  const songs: [string, string][] = [
    ["Rain (2011 Remaster)", "Ayla"],
    ["Rain", "Ayla; Bora"],
    ["RAIN - Live at Home", "ayla"],
    ["Rain", "Bora"],
    ["Snow [feat. Can]", "Ayla"],
    ["Snow - Single Version", "Ayla"],
    ["Rain (on me)", "Ayla"],
    ["Rain - Part Two", "Ayla"],
    ["Alive", "Ayla"],
  ];
  assert.deepEqual(kept(songs), [
    "Rain",
    "Rain",
    "Snow [feat. Can]",
    "Rain (on me)",
    "Rain - Part Two",
    "Alive",
  ]);
});

Deno.test("where no artist is known, equal titles are not taken for one song", () => {
  assert.deepEqual(kept([["Intro", ""], ["Intro", ""]]), ["Intro", "Intro"]);
});

Deno.test("karaoke is left out unless there is nothing else", () => {
  const karaoke: [string, string][] = [
    ["Rain (Karaoke Version)", "Ayla"],
    ["Rain", "Karaoke Stars"],
    ["Rain (Made Famous by Ayla)", "Others"],
    ["Rain - In the Style of Ayla", "Others"],
    ["A Tribute to Ayla", "Others"],
  ];
  assert.deepEqual(kept([...karaoke, ["Tribute", "Ayla"]]), ["Tribute"]);
  assert.equal(kept(karaoke).length, 5);
});

Deno.test("of a song's versions the clean one, or the one in the language, is left where requested", () => {
  const [bare, clean, tagged] = named([["Rain", "Ayla"], ["Rain (Clean)", "Ayla"], [
    "Rain",
    "Ayla",
  ]]);
  const tracks = [{ ...bare, explicit: true }, clean, { ...tagged, language: "tr" }];
  const chosen = (more: object) =>
    recommendTracks(tracks, { shares: { happy: 1 }, ...more }).map(({ track }) => track.id);
  assert.deepEqual(chosen({}), [bare.id]);
  assert.deepEqual(chosen({ explicit: false }), [tagged.id]);
  assert.deepEqual(chosen({ songLanguage: "tr" }), [tagged.id]);
  assert.deepEqual(
    recommendTracks(tracks.slice(0, 2), { shares: { happy: 1 }, explicit: false })
      .map(({ track }) => track.id),
    [clean.id],
  );
});

Deno.test("explicit tracks are left out where that is requested", () => {
  const tracks = madeTracks(40).map((track, at) => ({ ...track, explicit: at % 2 === 0 }));
  for (const policy of policies) {
    const request = { shares: { happy: 1 }, policy, count: 40 } as const;
    const some = recommendTracks(tracks, { ...request, explicit: false });
    assert.equal(some.length, 20);
    assert.ok(some.every(({ track }) => track.explicit === false));
    assert.equal(recommendTracks(tracks, request).length, 40);
  }
});
