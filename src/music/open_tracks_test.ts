import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeUpTracks, openTracks } from "./open_tracks.ts";

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
