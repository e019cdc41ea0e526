import assert from "node:assert/strict";
import {
  artistNames,
  folded,
  mainArtist,
  parseArtistList,
  withArtistLanguages,
} from "./artists.ts";
import { madeTracks } from "./testing/made_tracks.ts";

Deno.test("names are compared as one types them", () => {
  for (const written of ["IŞIK  Su", "ışık su", "Isik su", "I\u015fık su"]) {
    assert.equal(folded(written), "isik su");
  }
  assert.equal(folded("İNCİ"), folded("inci"));
  assert.equal(folded("Beyoncé"), "beyonce");
  assert.notEqual(folded("AC/DC"), folded("ACDC"));
});

Deno.test("the single artists of a track, the main one first", () => {
  assert.deepEqual(artistNames("A; B;C"), ["A", "B", "C"]);
  assert.deepEqual(artistNames("A feat. B"), ["A", "B"]);
  assert.deepEqual(artistNames("A (ft. B)"), ["A", "B"]);
  assert.deepEqual(artistNames("Daft & Feather, Co"), ["Daft & Feather, Co"]);
  assert.deepEqual(artistNames(""), []);
  assert.equal(mainArtist({ artist: "Ayşe Ö feat. B", id: "x" }), "ayse o");
  assert.equal(mainArtist({ artist: " ", id: "x" }), "x");
});

Deno.test("a list says in which language artists sing where nothing else does", () => {
  const list = parseArtistList("# made up\n\nİNCİ IŞIK\r\n  Bora\n", "tr", "list.txt");
  assert.deepEqual([list.language, [...list.artists]], ["tr", ["inci isik", "bora"]]);
  const other = parseArtistList("Bora\nCan", "en", "other.txt");
  const artists = ["Inci Isik", "X; bora", "Can feat. Bora", "Boran", "Bora"];
  const tracks = madeTracks(5).map((track, at) => ({ ...track, artist: artists[at] }));
  tracks[4].language = "de";
  const found = withArtistLanguages(tracks, [list, other]).map(({ language }) => language);
  assert.deepEqual(found, ["tr", "tr", "tr", undefined, "de"]);
  assert.throws(() => parseArtistList("# nobody\n", "tr", "list.txt"), {
    name: "UserError",
    message: "Expected list.txt to hold names of artists, one a line, but found none",
  });
});
