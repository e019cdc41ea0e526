import assert from "node:assert/strict";
import { join } from "node:path";
import { Command } from "commander";
import { readAudio } from "../../data/audio/read_audio.ts";
import { encodeWav } from "../../data/audio/wav.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { parseCsv } from "../../base/csv.ts";
import { createEgemaps } from "../../dsp/egemaps/egemaps.ts";
import { egemapsTable } from "../../dsp/egemaps/feature_table.ts";
import { defaultFeatures } from "../../dsp/feature_config.ts";
import { runProgram } from "../testing/run_program.ts";
import { addFeaturesCommand } from "./features_command.ts";

/** Runs the command and returns what it printed on standard output. */
async function run(...args: string[]): Promise<string> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addFeaturesCommand(program);
  const [log, note] = [console.log, console.error];
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  console.error = () => {};
  try {
    await program.parseAsync(["features", ...args], { from: "user" });
  } finally {
    [console.log, console.error] = [log, note];
  }
  return lines.join("\n");
}

async function withTone(test: (path: string, folder: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "tone.wav");
    const tone = Float32Array.from({ length: 8000 }, (_, n) => 0.5 * Math.sin(n * 0.3));
    await Deno.writeFile(path, encodeWav(tone, 16_000));
    await test(path, folder);
  });
}

Deno.test("features prints a table, and JSON of the requested shape", async () => {
  await withTone(async (path) => {
    const { frames, fftSize, sampleRateHz, scale } = defaultFeatures;
    const shape = `${frames} frames × ${fftSize / 2 + 1} bins at ${sampleRateHz} Hz, ${scale}`;
    assert.ok((await run(path)).includes(shape));
    const options = ["--fft", "512", "--hop", "160", "--frames", "40", "--scale", "power"];
    const report = JSON.parse(await run(path, "--json", ...options));
    assert.deepEqual(report.shape, [40, 257]);
    assert.equal(report.framesFound, 51);
    assert.equal(report.config.scale, "power");
  });
});

Deno.test("features of another kind, with pitch", async () => {
  await withTone(async (path, folder) => {
    const options = ["--kind", "mfcc", "--mel-bins", "40", "--coefficients", "12", "--pitch"];
    assert.match(await run(path, ...options), /128 frames × 39 bins at 16000 Hz, mfcc, pitch/);
    const png = join(folder, "mel.png");
    await run(
      path,
      "--kind",
      "logMel",
      "--mel-scale",
      "htk",
      "--pre-emphasis",
      "0.97",
      "--png",
      png,
    );
    assert.deepEqual([...(await Deno.readFile(png)).subarray(1, 4)], [0x50, 0x4e, 0x47]);
    const wrong = {
      name: "UserError",
      message: /kind: Expected logMel, logMelDeltas, mfcc, pcen or modulation/,
    };
    await assert.rejects(run(path, "--mel-bins", "40"), wrong);
  });
});

Deno.test("features --png draws a picture", async () => {
  await withTone(async (path, folder) => {
    const png = join(folder, "pictures", "tone.png");
    await run(path, "--png", png);
    const bytes = await Deno.readFile(png);
    assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });
});

Deno.test("features names the option at fault", async () => {
  await withTone(async (path) => {
    const wrong = (message: RegExp) => ({ name: "UserError", message });
    await assert.rejects(run(path, "--fft", "100"), wrong(/fftSize: .*power of two/));
    await assert.rejects(
      run(path, "--hop", "x"),
      /'--hop <samples>' argument 'x' is invalid. Expected a whole number above 0/,
    );
    await assert.rejects(run(path, "--window", "kaiser"), /Allowed choices/);
  });
});

Deno.test("features egemaps writes one row of 88 values a clip", async () => {
  await withTone(async (path, folder) => {
    const table = join(folder, "egemaps.csv");
    await run("egemaps", path, path, "--csv", table);
    const { rows } = parseCsv(await Deno.readTextFile(table), table);
    assert.deepEqual(rows[0], ["file", ...egemapsTable.map(({ name }) => name)]);
    assert.equal(rows.length, 3);
    assert.deepEqual(rows[1], rows[2]);
    assert.equal(rows[1][0], path);
    const { samples } = await readAudio(path);
    const values = createEgemaps(16_000)(samples);
    rows[1].slice(1).forEach((cell, i) => assert.equal(Math.fround(Number(cell)), values[i]));
    const [named] = JSON.parse(await run("egemaps", path, "--json"));
    assert.deepEqual(Object.keys(named), rows[0]);
    assert.deepEqual(Object.values(named).slice(1).map(Number).map(Math.fround), [...values]);
    // Printed, and at another rate.
    const printed = parseCsv(await run("egemaps", path, "--sample-rate", "8000"), "printed").rows;
    assert.equal(printed.length, 2);
    assert.notDeepEqual(printed[1], rows[1]);
    await assert.rejects(
      run("egemaps", path, "--sample-rate", "7000"),
      /^UserError: .*sampleRateHz.*at least 8000 Hz, which eGeMAPS needs/s,
    );
    await assert.rejects(run("egemaps", join(folder, "none.wav")), /^UserError: .*none\.wav/);
  });
});

Deno.test("features of many clips, and what else stands below features, refuse a clip's options", async () => {
  await withTone(async (path, folder) => {
    const table = join(folder, "egemaps.csv");
    for (
      const [words, name] of [
        [["egemaps", path, "--csv", table, "--png", "x.png"], "--png beside features egemaps"],
        [["--kind", "logMel", "egemaps", path, "--csv", table], "--kind beside features egemaps"],
        [["egemaps", path, "--csv", table, "--fft", "512"], "--fft beside features egemaps"],
        [["encoder", "x.onnx", "--mel-bins", "40"], "--mel-bins beside features encoder"],
        [["import", "x.csv", "--corpus", "tess", "--pitch"], "--pitch beside features import"],
      ] as const
    ) {
      const message = `Expected no ${name}, which has no use for it`;
      await assert.rejects(run(...words), { name: "UserError", message });
    }
    await assert.rejects(Deno.stat(table), Deno.errors.NotFound);
  });
});

Deno.test("features egemaps has rows of the files that can be read, and exit code 2 for others", async () => {
  await withTone(async (path, folder) => {
    const bad = join(folder, "bad.wav");
    await Deno.writeTextFile(bad, "no sound");
    const table = join(folder, "egemaps.csv");
    const failed = /^UserError: 1 of 3 files could not be read$/;
    await assert.rejects(run("egemaps", path, bad, path, "--csv", table), failed);
    const { rows } = parseCsv(await Deno.readTextFile(table), table);
    assert.deepEqual(rows.slice(1).map(([file]) => file), [path, path]);
    const { code, stdout, stderr } = await runProgram("features", "egemaps", bad, path, "--json");
    assert.equal(code, 2);
    const [first, second] = JSON.parse(stdout);
    assert.deepEqual([Object.keys(first), first.file], [["file", "error"], bad]);
    assert.equal(second.file, path);
    assert.match(stderr, /^error: .*bad\.wav.*\nerror: 1 of 2 files could not be read\n$/);
    // An earlier table stays where no file can be read.
    await assert.rejects(run("egemaps", bad, "--csv", table), /^UserError: .*bad\.wav/);
    assert.equal(parseCsv(await Deno.readTextFile(table), table).rows.length, 3);
  });
});
