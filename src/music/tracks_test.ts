import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeText } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { currentIds, madeUpTracks, openTracks, parseTracks } from "./tracks.ts";

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
    formerIds: new Map(),
  });
});

Deno.test("a track without an id keeps the one of its title and artist, wherever its row moves", () => {
  const columns = "title,artist,tempo,mode,valence,energy";
  const parse = (rows: string[]) => parseTracks([columns, ...rows].join("\n"), "list.csv");
  const rows = ["Bir,Ayla,90,1,0.5,0.5", "İki,Ayla,91,1,0.5,0.5", ",,92,1,0.5,0.5"];
  const { tracks, formerIds } = parse(rows);
  const [one, two, nameless] = tracks.map(({ id }) => id);
  assert.deepEqual([...formerIds], [["row-2", one], ["row-3", two]]);
  assert.equal(nameless, "row-4");
  const moved = parse(["Üç,Ayla,80,1,0.5,0.5", rows[1], rows[0]]);
  assert.deepEqual(moved.tracks.slice(1).map(({ id }) => id), [two, one]);
  assert.equal(new Set([one, two, ...moved.tracks.map(({ id }) => id)]).size, 3);
  const list = { ...moved, source: "list.csv", madeUp: false };
  assert.deepEqual(currentIds(list, ["row-3", "x", one]), [two, "x", one]);
});

Deno.test("a table's languages: codes, names, several, none", () => {
  const cells = ["tr", "tur", "Turkish", "Türkçe", "TURKISH, English", "en-US", "zxx", "?", ""];
  const rows = cells.map((cell, at) => `${at},"${cell}",90,1,0.5,0.5`);
  const { tracks } = parseTracks(
    ["id,Language,tempo,mode,valence,energy", ...rows].join("\n"),
    "list.csv",
  );
  const found = tracks.map(({ language }) => language);
  const none = undefined;
  assert.deepEqual(found, ["tr", "tr", "tr", "tr", "tr", "en", none, none, none]);
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

Deno.test("what is wrong is reported with the row and the column", () => {
  assert.match(refusal(""), /list\.csv to have the column tempo or bpm, but found nothing/);
  assert.match(refusal("tempo,valence,energy\n1,1,1"), /the column mode, but found tempo, valence/);
  assert.match(refusal(HEADER), /to hold tracks, but no row has all features/);
  assert.match(refusal(`${HEADER}\na,S,X,,,fast,1,1,0.5,0.5`), /row 2 tempo: .*found "fast"/);
  assert.match(refusal(`${HEADER}\na,S,X,,,90,1,1,50,0.5`), /row 2 valence: .*found "50"/);
  assert.match(refusal(`${HEADER}\na,S,X,,,90,1,toString,0.5,0.5`), /row 2 mode to be 1 \(major\)/);
  assert.match(refusal(`${HEADER}\na,"S`), /Could not read the table list\.csv/);
  assert.match(refusal(`${HEADER}\na,S,X`), /Could not read the table list\.csv/);
});

Deno.test("D02: semicolons with decimal commas, bare quotes and percent columns are read", () => {
  const excel = "ad;tempo;mode;valence;energy;name\nx;120,5;1;0,25;0,75;Şarkı\n";
  const { tracks: [turkish] } = parseTracks(excel, "list.csv");
  assert.deepEqual([turkish.tempo, turkish.valence, turkish.energy], [120.5, 0.25, 0.75]);
  const bare = `${HEADER}\na,12" mix,say "hi",,,90,1,1,0.5,0.5\n`;
  const { tracks: [quoted] } = parseTracks(bare, "list.csv");
  assert.deepEqual([quoted.name, quoted.artist], ['12" mix', 'say "hi"']);
  const percent = "bpm,mode,valence_%,energy_%,released_year\n90,Major,89,7,2023\n";
  const { tracks: [scaled] } = parseTracks(percent, "list.csv");
  assert.deepEqual([scaled.valence, scaled.energy, scaled.year], [0.89, 0.07, 2023]);
  assert.match(refusal("bpm,mode,valence_%,energy\n90,1,250,0.5"), /row 2 valence: .*found "250"/);
  assert.match(
    refusal("tempo;mode;valence;energy\n1.234,5;1;0,5;0,5"),
    /row 2 tempo: .*found "1\.234,5"/,
  );
});

Deno.test("D02: a short row is refused with its number and its cells", () => {
  assert.match(
    refusal(`${HEADER}\na,S,X,,,90,1,1,0.5,0.5\nb,S,X\n`),
    /its header has 10 cells, but row 3 has 3: b,S,X$/,
  );
});

Deno.test("D03: lists of artists as Python prints them become names", () => {
  const artists = (cell: string) =>
    parseTracks(`${HEADER}\na,S,"${cell.replaceAll('"', '""')}",,,90,1,1,0.5,0.5`, "x")
      .tracks[0].artist;
  assert.equal(artists("['Ayla', 'Bora']"), "Ayla; Bora");
  assert.equal(artists(`["O'Ne", 'Two']`), "O'Ne; Two");
  assert.equal(artists("['It\\'s']"), "It's");
  assert.equal(artists("[live]"), "[live]");
});

Deno.test("D03: Turkish letters of Windows-1254 are read, other letters refused", () => {
  const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  // Ş, ı and ğ lie at 0xde, 0xfd and 0xf0.
  assert.equal(decodeText(bytes("name\n\xdeark\xfd da\xf0"), "t.csv"), "name\nŞarkı dağ");
  assert.throws(() => decodeText(bytes("name\n\xcf\xf0\xe8\xe2\xe5\xf2"), "t.csv"), {
    name: "UserError",
    message: /t\.csv to be text in UTF-8, UTF-16 or Windows-1254, .* iconv/,
  });
});

realDataTest("the shared table of charting tracks", "music", async () => {
  const path = join(realDataRoot, "music", "tracks.csv");
  const { tracks, leftOut } = parseTracks(await Deno.readTextFile(path), path);
  assert.equal(leftOut, 0);
  // 10,775 rows, of which 20 songs stand there twice.
  assert.ok(tracks.length > 10_700 && tracks.length < 10_775, String(tracks.length));
  assert.equal(new Set(tracks.map(({ id }) => id)).size, tracks.length);
});

Deno.test("the named file, else the data's, else made-up tracks", async () => {
  await withTemporaryFolder(async (folder) => {
    const table = "name,tempo,mode,valence,energy\nOne,90,1,0.5,0.5\n";
    assert.equal((await openTracks({ dataRoot: folder })).madeUp, true);
    await Deno.mkdir(join(folder, "music"));
    await Deno.writeTextFile(join(folder, "music", "tracks.csv"), table);
    const ours = await openTracks({ dataRoot: folder });
    assert.deepEqual([ours.madeUp, ours.tracks[0].name], [false, "One"]);
    const named = join(folder, "named.csv");
    await assert.rejects(openTracks({ file: named, dataRoot: folder }), {
      name: "UserError",
      message: `Expected a CSV table of music at ${named}, but there is none`,
    });
    await Deno.writeTextFile(named, table.replace("One", "Two"));
    assert.equal((await openTracks({ file: named, dataRoot: folder })).tracks[0].name, "Two");
  });
});

Deno.test("made-up tracks say so and lie all over the valence and energy plane", () => {
  const { tracks, madeUp, source } = madeUpTracks();
  assert.deepEqual([madeUp, source], [true, "made-up tracks"]);
  assert.ok(tracks.length >= 60);
  const quarters = new Map<string, number>();
  for (const { name, artist, valence, energy, mode } of tracks) {
    assert.match(name, / \(made up\)$/);
    assert.match(artist, /^Invented Artist \d+$/);
    const quarter = [valence > 0.5, energy > 0.5, mode].join();
    quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1);
  }
  assert.equal(quarters.size, 8);
  assert.ok(Math.min(...quarters.values()) >= 4);
});
