import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { parseTracks } from "./parse_tracks.ts";

const HEADER = "track_id,name,artist,release_date,duration_ms,tempo,key,mode,valence,energy";

function refusal(text: string): string {
  try {
    parseTracks(text, "list.csv");
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  throw new Error("Expected the table to be refused");
}

Deno.test("a track of a whole table", () => {
  const text = `${HEADER}\na1,"Song, the",Ayla; Bora,2016-04-23,195986,174.8,8.0,0.0,0.07,0.2\n`;
  assert.deepEqual(parseTracks(text, "list.csv"), {
    tracks: [{
      id: "a1",
      name: "Song, the",
      artist: "Ayla; Bora",
      year: 2016,
      durationMs: 195986,
      tempo: 174.8,
      key: 8,
      mode: "minor",
      valence: 0.07,
      energy: 0.2,
    }],
    leftOut: 0,
  });
});

Deno.test("four columns are enough, under other names and in any order", () => {
  const { tracks: [track] } = parseTracks("Energy,BPM,Mode,Valence\n1,90,Major,0", "list.csv");
  assert.deepEqual(
    [track.id, track.name, track.artist, track.tempo, track.mode, track.energy, track.key],
    ["row-2", "row 2", "", 90, "major", 1, null],
  );
});

Deno.test("rows that were never analysed are left out, songs that stand there twice taken once", () => {
  const rows = ["a,S,X,,,0,1,1,0.5,0.5", "b,S,X,,,,1,1,0.5,0.5", "c,S,X,,,90,-1,1,0.5,0.5"];
  const { tracks, leftOut } = parseTracks(
    [HEADER, ...rows, "d,s,x,,,91,1,1,0.5,0.5"].join("\n"),
    "list.csv",
  );
  assert.deepEqual(tracks.map(({ id, key }) => [id, key]), [["c", null]]);
  assert.equal(leftOut, 2);
});

Deno.test("what is wrong is told with the row and the column", () => {
  assert.match(refusal(""), /list\.csv to have the column tempo or bpm, but found nothing/);
  assert.match(refusal("tempo,valence,energy\n1,1,1"), /the column mode, but found tempo, valence/);
  assert.match(refusal(HEADER), /to hold tracks, but no row has all features/);
  assert.match(refusal(`${HEADER}\na,S,X,,,fast,1,1,0.5,0.5`), /row 2 tempo: .*found "fast"/);
  assert.match(refusal(`${HEADER}\na,S,X,,,90,1,1,50,0.5`), /row 2 valence: .*found "50"/);
  assert.match(refusal(`${HEADER}\na,S,X,,,90,1,toString,0.5,0.5`), /row 2 mode to be 1 \(major\)/);
  assert.match(refusal(`${HEADER}\na,"S`), /Could not read the table list\.csv/);
  assert.match(refusal(`${HEADER}\na,S,X`), /Could not read the table list\.csv/);
});

realDataTest("the shared table of charting tracks", "music", async () => {
  const path = join(realDataRoot, "music", "tracks.csv");
  const { tracks, leftOut } = parseTracks(await Deno.readTextFile(path), path);
  assert.equal(leftOut, 0);
  // 10,775 rows, of which 20 songs stand there twice.
  assert.ok(tracks.length > 10_700 && tracks.length < 10_775, String(tracks.length));
  assert.equal(new Set(tracks.map(({ id }) => id)).size, tracks.length);
});
