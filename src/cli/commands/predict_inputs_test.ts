import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { runProgram, startProgram } from "../testing/run_program.ts";
import { tinyRun } from "../../train/tiny_run.ts";

const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** `predict` with `input` in its pipe. */
async function predictPiped(input: Uint8Array<ArrayBuffer>, ...words: string[]) {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", main, "predict", ...words],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(input);
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("predict takes folders, patterns and standard input, and prints lines and tables", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tinyRun));
    const runs = join(folder, "runs");
    const trained = await runProgram("train", "--config", config, "--epochs", "1", "--runs", runs);
    assert.equal(trained.code, 0, trained.stderr);
    const clips = join(folder, "clips");
    await Deno.mkdir(join(clips, "deep"), { recursive: true });
    const names = ["deep/b.wav", ...Array.from({ length: 9 }, (_, at) => `a${at}.wav`)];
    for (const [at, name] of names.entries()) {
      await Deno.writeFile(join(clips, name), toneWav(at + 1, 16_000, 8000));
    }
    await Deno.writeTextFile(join(clips, "notes.txt"), "no sound");
    const predict = (...words: string[]) => runProgram("predict", ...words, "--runs", runs);
    const expected = names.map((name) => join(clips, name)).sort();

    await t.step(
      "a folder has a line for each of many files, and says how fast it was",
      async () => {
        const { code, stdout, stderr } = await predict(clips);
        assert.equal(code, 0, stderr);
        const lines = stdout.trimEnd().split("\n");
        assert.equal(lines.length, 10);
        for (const [at, line] of lines.entries()) {
          assert.ok(line.startsWith(`${expected[at]}: `), line);
          assert.match(line, /: (unsure, perhaps )?(angry|calm|happy|sad) [01]\.\d{3}( \(.+\))?$/);
        }
        assert.match(stderr, /\n10 files in \d+\.\d\d s, \d+\.\d a second: \w+ \d+/);
      },
    );

    await t.step("CSV and JSON have the same answers", async () => {
      const pattern = join(clips, "a*.wav");
      const csv = await predict(pattern, "--csv", "--quiet");
      assert.equal(csv.code, 0, csv.stderr);
      const json = await predict(pattern, "--json", "--quiet");
      const { files } = JSON.parse(json.stdout);
      const [header, ...rows] = csv.stdout.trimEnd().split("\n").map((line) => line.split(","));
      assert.deepEqual(header, [
        "file",
        "face",
        "predicted",
        "unsure",
        "probability_angry",
        "probability_calm",
        "probability_happy",
        "probability_sad",
        "duration_s",
        "warnings",
        "error",
      ]);
      assert.equal(rows.length, 9);
      for (const [at, row] of rows.entries()) {
        assert.deepEqual([row[0], row[2]], [files[at].file, files[at].predicted]);
        const shares = row.slice(4, 8).map(Number);
        assert.deepEqual(shares, Object.values(files[at].probabilities));
      }
      // The same bytes each time: how fast it went goes to standard error.
      assert.deepEqual(Object.keys(JSON.parse(json.stdout)), ["models", "files"]);
      assert.equal((await predict(pattern, "--csv", "--json")).code, 2);
    });

    await t.step("a file that cannot be read has its reason in the table", async () => {
      const { code, stdout, stderr } = await predict(
        join(clips, "notes.txt"),
        join(clips, "a1.wav"),
        "--csv",
      );
      assert.equal(code, 2);
      assert.match(stdout.split("\n")[1], /notes\.txt,,,,,,,,,,"?Expected .*notes\.txt/);
      assert.match(stderr, /1 of 2 files could not be predicted/);
    });

    await t.step("standard input is a file called -", async () => {
      const known = JSON.parse((await predict(join(clips, "a3.wav"), "--json")).stdout).files[0];
      const bytes = await Deno.readFile(join(clips, "a3.wav"));
      const piped = await predictPiped(bytes, "-", "--runs", runs, "--json");
      assert.equal(piped.code, 0, piped.stderr);
      assert.deepEqual(JSON.parse(piped.stdout).files, [{ ...known, file: "-" }]);
      const empty = await predictPiped(new Uint8Array(0), "-", "--runs", runs);
      assert.equal(empty.code, 2);
      assert.match(empty.stderr, /on standard input, but it is empty/);
      const text = await predictPiped(new TextEncoder().encode("hello there"), "-", "--runs", runs);
      assert.equal(text.code, 2);
      assert.match(text.stderr, /^error: Expected - to be a WAV, FLAC, .*/m);
    });

    await t.step({
      name: "after Ctrl-C the answers that are there are printed",
      ignore: Deno.build.os === "windows",
      fn: async () => {
        const many = join(folder, "many");
        await Deno.mkdir(many);
        const sound = toneWav(1, 16_000, 32_000);
        for (let at = 0; at < 100; at++) await Deno.writeFile(join(many, `${at}.wav`), sound);
        const words = ["--runs", runs, "--window", "0.5", "--out", join(folder, "out")];
        const process = startProgram(["predict", many, ...words, "--json"]);
        let [said, isStopped] = ["", false];
        for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
          said += text;
          // The first file is done.
          if (isStopped || !said.includes("Picture: ")) continue;
          process.kill("SIGINT");
          isStopped = true;
        }
        const { files } = JSON.parse(await new Response(process.stdout).text());
        assert.equal((await process.status).code, 130);
        assert.ok(files.length > 0 && files.length < 100, `${files.length}`);
        assert.ok(files.every(({ predicted }: { predicted: string }) => predicted), said);
        assert.match(said, new RegExp(`Interrupted: ${files.length} of 100 files are done; the `));
      },
    });

    await t.step("a folder or pattern without files is reported", async () => {
      const none = await predict(join(folder, "clips", "*.flac"));
      assert.equal(none.code, 2);
      assert.match(none.stderr, /Expected files like .*\*\.flac, but found none/);
    });
  });
});
