import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeWav } from "../../data/audio/wav.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { outputOf, runProgram } from "../testing/run_program.ts";
import { barChart } from "./predict_command.ts";

/** Runs the command line, which gets Ctrl-C where it reads its sound number `count`. */
async function interruptedAt(count: number, words: readonly string[]) {
  const module = new URL("../run_command_line.ts", import.meta.url).href;
  const program = `
    import { runCommandLine } from ${JSON.stringify(module)};
    const { readFile } = Deno;
    let read = 0;
    Deno.readFile = (path, options) => {
      if (String(path).endsWith(".wav") && ++read === ${count}) Deno.kill(Deno.pid, "SIGINT");
      return readFile(path, options);
    };
    Deno.exit(await runCommandLine(${JSON.stringify(words)}));`;
  return await outputOf(
    new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", program],
      cwd: new URL("../../..", import.meta.url),
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

Deno.test("predict --speaker-from predicts each speaker's files together", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "linear.json");
    const training = { epochs: 2, batchSize: 32 };
    await Deno.writeTextFile(config, JSON.stringify({ corpus: "synthetic", training }));
    const trained = await runProgram(
      "train",
      "--config",
      config,
      "--model",
      "linearFunctionals",
      "--protocol",
      "speaker",
      "--runs",
      folder,
      "--json",
    );
    assert.equal(trained.code, 0, trained.stderr);
    const { folder: run, metrics, config: { fold } } = JSON.parse(trained.stdout);
    const knowledges = metrics.lines.map(({ knowledge }: { knowledge: string }) => knowledge);
    assert.deepEqual(knowledges, ["nothing", "unlabelled"]);
    assert.equal(metrics.lines[1].clips, 160);
    const text = await Deno.readTextFile(join(run, "predictions-unlabelled.csv"));
    const rows = text.trimEnd().split("\n").slice(1).map((row) => row.split(","));
    const { root } = JSON.parse((await runProgram("data", "list", "--json")).stdout)
      .find(({ info }: { info: { id: string } }) => info.id === "synthetic");
    const files = rows.map(([clip]) => join(root, `${clip}.wav`));
    const table = join(folder, "who.csv");
    const lines = files.map((file) => `${file},${fold}\n`);
    await Deno.writeTextFile(table, ["file,speaker\n", ...lines].join(""));
    for (const source of ["one", "{speaker}_{any}", table]) {
      const { code, stdout, stderr } = await runProgram(
        "predict",
        ...files,
        "--run",
        run,
        "--speaker-from",
        source,
        "--json",
      );
      assert.equal(code, 0, stderr);
      for (const [at, outcome] of JSON.parse(stdout).files.entries()) {
        assert.deepEqual([outcome.knowledge, outcome.clips], ["unlabelled", files.length]);
        for (const [index, share] of Object.values<number>(outcome.probabilities).entries()) {
          assert.ok(Math.abs(share - Number(rows[at][3 + index])) < 1e-5);
        }
      }
    }
    // After Ctrl-C the finished speaker is left, the other one out.
    if (Deno.build.os !== "windows") {
      const speakers = join(folder, "two.csv");
      const rows = files.map((file, at) => `${file},${at ? "second" : "first"}\n`);
      await Deno.writeTextFile(speakers, ["file,speaker\n", ...rows].join(""));
      const words = ["predict", ...files, "--run", run, "--json", "--speaker-from"];
      const first = await interruptedAt(2, [...words, speakers]);
      assert.equal(first.code, 130, first.stderr);
      assert.equal(JSON.parse(first.stdout).files.length, 1);
      assert.match(first.stderr, /Interrupted: 1 of 160 files are done; the others are left out\n/);
      const none = await interruptedAt(2, [...words, "one"]);
      assert.deepEqual([none.code, none.stdout], [130, ""], none.stderr);
    }
    // A file that cannot be read does not keep the others of its speaker.
    const some = [...files.slice(0, 2), join(folder, "missing_1.wav")];
    const { code, stdout } = await runProgram(
      "predict",
      ...some,
      "--run",
      run,
      "--speaker-from",
      "one",
      "--json",
    );
    assert.equal(code, 2);
    const outcomes = JSON.parse(stdout).files;
    assert.deepEqual(outcomes.map(({ clips }: { clips?: number }) => clips), [2, 2, undefined]);
    assert.match(outcomes[2].error, /missing_1\.wav/);
    const unknown = await runProgram(
      "predict",
      files[0],
      "--run",
      run,
      "--speaker-from",
      "{speaker}-{text}-{any}",
    );
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /to name the speaker of .*, but it does not/);
  });
});

Deno.test("predict, with a run and without", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await Deno.writeTextFile(path("tiny.json"), JSON.stringify(tinyRun));
    await Deno.writeFile(path("short.wav"), toneWav(5));
    const tone = Float32Array.from({ length: 6400 }, (_, n) => 0.3 * Math.sin(n / 20));
    await Deno.writeFile(path("tone.wav"), encodeWav(tone, 16_000));
    const long = Float32Array.from({ length: 16_000 }, (_, n) => 0.3 * Math.sin(n / 20));
    await Deno.writeFile(path("long.wav"), encodeWav(long, 16_000));
    await Deno.writeFile(path("silence.wav"), encodeWav(new Float32Array(16_000), 16_000));
    await Deno.writeTextFile(path("text.wav"), "no sound");
    await Deno.writeFile(path("photo.wav"), new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2]));
    const runs = path("runs");

    await t.step("without a trained run it says how to get one", async () => {
      const { code, stdout, stderr } = await runProgram("predict", "x.wav", "--runs", runs);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /Expected a finished run on recordings in .*runs, but found none; (one|two) commands? makes? one/,
      );
      assert.match(stderr, /npx -y deno@2\.9\.6 task duygu train turev/);
    });

    const trained = await runProgram(
      "train",
      "--config",
      path("tiny.json"),
      "--epochs",
      "2",
      "--runs",
      runs,
      "--json",
    );
    assert.equal(trained.code, 0, trained.stderr);
    const { folder: run } = JSON.parse(trained.stdout);

    await t.step("one block of bars a file, from the newest run, which it names", async () => {
      const files = [path("tone.wav"), path("long.wav")];
      const { code, stdout, stderr } = await runProgram("predict", ...files, "--runs", runs);
      assert.equal(code, 0, stderr);
      assert.equal(stderr, `Model: ${run} (trained on SYNTHETIC data)\n`);
      const [tone, long] = stdout.trimEnd().split("\n\n");
      assert.match(tone, /tone\.wav: [\w, ]*(angry|calm|happy|sad) SYNTHETIC model: not valid/);
      assert.match(long, /long\.wav: [\w, ]+ \(from 0\.50 s of its 1\.00 s\) SYNTHETIC/);
      const bars = tone.split("\n").slice(1).filter((line) => !line.startsWith("Warning"));
      const shares = bars.map((line) => Number(line.split(" ").at(-1)));
      assert.equal(shares.length, 4);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 1) < 0.003);
    });

    await t.step("bad files are reported and do not keep the others", async () => {
      const files = ["missing.wav", "text.wav", "tone.wav", "photo.wav"].map(path);
      const { code, stdout, stderr } = await runProgram(
        "predict",
        ...files,
        "--run",
        run,
        "--json",
      );
      assert.equal(code, 2);
      assert.match(stderr, /photo\.wav is a picture, but .* is trained on recordings/);
      assert.match(stderr, /error: 3 of 4 files could not be predicted\n$/);
      const { models, files: outcomes } = JSON.parse(stdout);
      const { metrics } = JSON.parse(trained.stdout);
      const [{ figures: [figure, ...others], ...model }] = models;
      assert.deepEqual(model, {
        ...{ run, medium: "sound", corpus: "synthetic", synthetic: true },
        claimed: false,
      });
      assert.deepEqual(others, []);
      assert.deepEqual(
        [figure.knowledge, figure.clips, figure.accuracy, figure.count],
        ["nothing", null, metrics.accuracy, metrics.count],
      );
      assert.ok(figure.answered.coverage > 0.5 && figure.answered.coverage <= 1);
      assert.deepEqual(outcomes.map(({ file }: { file: string }) => file), files);
      assert.match(outcomes[0].error, /Expected a WAV, FLAC, .* file at .*missing\.wav/);
      assert.match(outcomes[1].error, /to be a WAV, FLAC, .* file/);
      assert.deepEqual(Object.keys(outcomes[2].probabilities), ["angry", "calm", "happy", "sad"]);
      assert.equal(
        outcomes[2].probabilities[outcomes[2].predicted],
        Math.max(...Object.values<number>(outcomes[2].probabilities)),
      );
    });

    await t.step("what it says of a clip of the test set stands in predictions.csv", async () => {
      const text = await Deno.readTextFile(join(run, "predictions.csv"));
      const [clip, , predicted, ...shares] = text.split("\n")[1].split(",");
      const { root } = JSON.parse((await runProgram("data", "list", "--json")).stdout)
        .find(({ info }: { info: { id: string } }) => info.id === "synthetic");
      const { stdout } = await runProgram(
        "predict",
        join(root, `${clip}.wav`),
        "--run",
        run,
        "--json",
      );
      const [outcome] = JSON.parse(stdout).files;
      assert.equal(outcome.predicted, predicted);
      for (const [index, share] of Object.values<number>(outcome.probabilities).entries()) {
        assert.ok(Math.abs(share - Number(shares[index])) < 1e-5);
      }
    });

    await t.step("silence is said to be silence, and nobody is sure of it", async () => {
      const words = ["predict", path("silence.wav"), path("long.wav"), "--run", run, "--json"];
      const { files: [silence, long] } = JSON.parse((await runProgram(...words)).stdout);
      assert.equal(silence.unsure, true);
      assert.deepEqual([silence.predicted, silence.probabilities], [null, null]);
      assert.ok(long.predicted in long.probabilities);
      assert.deepEqual(silence.warnings.map(({ kind }: { kind: string }) => kind), ["silence"]);
      assert.deepEqual([long.knowledge, long.clips], ["nothing", null]);
    });

    await t.step("silence and what is too short have no class in any form", async () => {
      const files = [path("silence.wav"), path("short.wav")];
      const ask = (...words: string[]) => runProgram("predict", ...words, "--run", run);
      const bars = (await ask(...files)).stdout;
      assert.match(bars, /silence\.wav: silence, not judged SYNTHETIC.*\nWarning: it is silent/);
      assert.match(
        bars,
        /short\.wav: too short, not judged SYNTHETIC.*\nWarning: it lasts 0\.03 s/,
      );
      assert.doesNotMatch(bars, /angry|happy|█/);
      const csv = (await ask(...files, "--csv")).stdout.trimEnd().split("\n");
      assert.match(csv[1], /silence\.wav,,,true,,,,,1,silence,$/);
      assert.match(csv[2], /short\.wav,,,true,,,,,0\.0\d+,tooShort[ \w]*,$/);
      const many = Array.from({ length: 9 }, (_, at) => path(`silence${at}.wav`));
      for (const copy of many) await Deno.copyFile(files[0], copy);
      const lines = await ask(...many);
      assert.match(lines.stdout, /^.*silence0\.wav: silence, not judged\n/);
      assert.match(lines.stderr, /9 files in .* a second: not judged 9\n$/);
      const cut = await ask(path("long.wav"), path("silence.wav"), "--window", "0.5", "--csv");
      const rows = cut.stdout.trimEnd().split("\n").slice(1);
      assert.match(rows[0], /long\.wav,,0,0\.5,(angry|calm|happy|sad),/);
      assert.match(rows[2], /silence\.wav,,0,0\.5,,true,,,,,0\.5,silence,$/);
    });

    await t.step("a run on a table of features cannot hear", async () => {
      const path = join(run, "config.json");
      const config = JSON.parse(await Deno.readTextFile(path));
      const network = { kind: "denseFeatures", units: [4] };
      await Deno.writeTextFile(path, JSON.stringify({ ...config, features: null, network }));
      // As a run from before there were manifests.
      await Deno.remove(join(run, "manifest.json"));
      await Deno.remove(join(run, "environment.json"));
      const { code, stderr } = await runProgram("predict", "x.wav", "--run", run);
      assert.equal(code, 2);
      assert.match(stderr, /to be trained on recordings, but it is trained on a table of features/);
    });
  });
});

Deno.test("bars are as long as their shares, to an eighth of a character", () => {
  assert.equal(
    barChart({ happy: 0.75, sad: 0.25 }, 8),
    "happy  ██████   0.750\nsad    ██       0.250",
  );
  assert.equal(barChart({ a: 0.5 + 3 / 64 }, 8), "a  ████▍    0.547");
  assert.equal(barChart({ a: 1, b: 0 }, 4), "a  ████ 1.000\nb       0.000");
});

Deno.test("values a rounding error above 1 do not burst the chart", () => {
  assert.equal(barChart({ a: 1 + 1e-6 }, 2), "a  ██ 1.000");
});
