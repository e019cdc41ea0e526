import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { runProgram } from "../testing/run_program.ts";

Deno.test("music for an emotion, from the made-up tracks and from a table", async (t) => {
  await withTemporaryFolder(async (folder) => {
    await t.step("two lines a track; without a table it says that none exists", async () => {
      const words = ["music", "happy", "--policy", "paper", "--count", "3", "--data", folder];
      const { code, stdout, stderr } = await runProgram(...words);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^Music: made-up tracks \(64 tracks; none of these exists; --tracks/);
      const lines = stdout.trimEnd().split("\n");
      assert.equal(lines.length, 6);
      assert.match(lines[0], /^1\. .+ \(made up\) — Invented Artist \d+ \(\d{4}\)$/);
      assert.match(lines[1], /^ {3}\S+ major at \d+ beats a minute, .+ positive mood \(happy\)$/);
      assert.equal((await runProgram(...words)).stdout, stdout);
      assert.notEqual((await runProgram(...words, "--seed", "-5")).stdout, stdout);
      const many = await runProgram(...words, "--count", "1001");
      assert.match(many.stderr, /Expected a whole number from 1 to 1000/);
    });

    await t.step("a mixture, lifted, without what was just played, as JSON", async () => {
      const words = ["music", "sad=0.7", "surprised=0.3", "--lift", "--json", "--quiet"];
      const more = ["--data", folder];
      const first = await runProgram(...words, ...more);
      assert.deepEqual([first.code, first.stderr], [0, ""]);
      const { madeUp, tracks } = JSON.parse(first.stdout);
      assert.equal(madeUp, true);
      assert.deepEqual(tracks.map(({ reason }: { reason: object }) => reason)[9].step, 10);
      const played = tracks.map(({ track }: { track: { id: string } }) => track.id);
      const second = await runProgram(...words, ...more, "--played", ...played);
      for (const { track } of JSON.parse(second.stdout).tracks) {
        assert.ok(!played.includes(track.id));
      }
    });

    await t.step("a table of one's own, in Turkish; rows left out are reported", async () => {
      const path = join(folder, "own.csv");
      await Deno.writeTextFile(path, "title,bpm,mode,valence,energy\nOne,90,0,0,0\nNo,0,0,0,0\n");
      const { stdout, stderr } = await runProgram(
        "music",
        "anger",
        "--policy",
        "paper",
        "--tracks",
        path,
        "--language",
        "tr",
      );
      assert.match(stderr, /own\.csv \(1 track; 1 row without features left out\)/);
      assert.match(stdout, /^1\. One\n {3}Minör ton, dakikada 90 vuruş, .*olumsuz duygu.*sinirli/);
    });

    await t.step("Turkish songs, by the table and by a list of artists", async () => {
      const path = join(folder, "songs.csv");
      await Deno.writeTextFile(
        path,
        "name,artist,language,bpm,mode,valence,energy\n" +
          "Bir,Ayla,tur,90,0,0,0\nTwo,Bob,en,90,0,0,0\nÜç,İnci Işık,,90,0,0,0\nFour,Can,,90,0,0,0\n",
      );
      const artists = join(folder, "artists.txt");
      await Deno.writeTextFile(artists, "# mine\ninci ışık\nBob\n");
      const sung = async (...more: string[]) => {
        const words = ["music", "sad", "--tracks", path, "--json", "--quiet", ...more];
        const { code, stdout, stderr } = await runProgram(...words);
        assert.equal(code, 0, stderr);
        const tracks: { track: { name: string } }[] = JSON.parse(stdout).tracks;
        return tracks.map(({ track }) => track.name).sort();
      };
      assert.deepEqual(await sung("--song-language", "Turkish"), ["Bir"]);
      const both = ["--song-language", "tr", "--artists", `tr=${artists}`];
      assert.deepEqual(await sung(...both), ["Bir", "Üç"]);
      for (
        const [words, sentence] of [
          [["--song-language", "fi"], /Expected music in fi, but found en: 1, tr: 1; .*fi=FILE/],
          [["--song-language", "Martian"], /--song-language to be a code of ISO 639.*Martian/],
          [["--artists", artists], /--artists to be a language and a file, such as tr=/],
          [["--artists", "tr=none.txt"], /Expected a list of artists at none\.txt/],
        ] as const
      ) {
        const { code, stderr } = await runProgram("music", "sad", "--tracks", path, ...words);
        assert.deepEqual([code, sentence.test(stderr)], [2, true], stderr);
      }
    });

    await t.step("mistakes", async () => {
      for (const word of ["bored", "sad=", "sad=x", "sad=1=2"]) {
        const { code, stderr } = await runProgram("music", word, "--data", folder);
        assert.equal(code, 2);
        assert.match(stderr, /Expected one of angry, .*calm, alone or with a share/);
      }
      const index = await runProgram("music", "index", folder, "--count", "3");
      assert.equal(index.code, 2);
      assert.match(index.stderr, /^error: Expected no --count beside music index, which /);
      const { code, stderr } = await runProgram("music", "sad=0", "--data", folder);
      assert.deepEqual([code, /one to be above 0/.test(stderr)], [2, true]);
    });
  });
});
