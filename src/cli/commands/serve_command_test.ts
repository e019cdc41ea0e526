import assert from "node:assert/strict";
import { join } from "node:path";
import { textLines } from "../../base/text.ts";
import { encodeWav } from "../../data/audio/wav.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { drawPhoto } from "../../facecnn/draw_photo.ts";
import { encodeGreyPng } from "../../plot/image_gallery.ts";
import { madeScale, taggedWav } from "../../music/testing/made_sounds.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { writeFreshRun } from "../../web/testing/write_fresh_run.ts";
import { writeQuotedFinal } from "../../train/testing/quoted_final.ts";
import { CHECKPOINT } from "../../train/checkpoint.ts";
import { EXPORT_FILES, writeManifest } from "../../train/manifest.ts";
import { USE_NOTE } from "../../train/model_card.ts";
import { CLAIM_NOTE } from "../../train/run_figures.ts";
import { runProgram, startProgram } from "../testing/run_program.ts";
import { pretrainedFace } from "../../train/pretrained_face.ts";

/** The first line of standard output, which says the address; the stream can be read on. */
async function addressOf(process: Deno.ChildProcess): Promise<string> {
  for await (const line of textLines(process.stdout)) {
    return /http:\/\/\S+/.exec(line)![0];
  }
  throw new Error("Expected the server to say its address");
}

Deno.test("the server without networks: page, music, which commands train, and its end", async () => {
  await withTemporaryFolder(async (folder) => {
    // No network either: what was exported is none of the runs.
    const exported = join(folder, "runs", "exported");
    await Deno.mkdir(exported, { recursive: true });
    for (const name of ["config.json", "metrics.json", EXPORT_FILES.keras]) {
      await Deno.writeTextFile(join(exported, name), "{}");
    }
    const words = ["serve", "--port", "0", "--runs", join(folder, "runs"), "--data", folder];
    const server = startProgram(words);
    const address = await addressOf(server);
    const page = await (await fetch(address, { headers: { "accept-language": "tr" } })).text();
    assert.match(page, /<html lang="tr">/);
    const status = await (await fetch(`${address}api/status`)).json();
    // One, or two that vote.
    const { title, source, licence, networks, leastConfidence, publicTest, figures } =
      pretrainedFace();
    const { photo: model } = status;
    assert.deepEqual([model.run, model.readyMade], [title, { source, licence }]);
    assert.deepEqual(
      model.networks.map(({ name }: { name: string }) => name),
      networks.map((one) => one.title),
    );
    assert.equal(model.leastConfidence, leastConfidence);
    assert.deepEqual(model.figures, [
      { part: "PublicTest", accuracy: publicTest },
      { part: "PrivateTest", accuracy: figures[0].accuracy },
    ]);
    const { data, width, height } = drawPhoto(320, 240, [{ x: 160, y: 120, width: 90 }]);
    const photo = await fetch(`${address}api/photo`, {
      method: "POST",
      headers: { "content-type": "image/png" },
      body: new Uint8Array(encodeGreyPng(data, width, height)),
    });
    assert.equal((await photo.json()).faces.length, 1);
    const music = await fetch(`${address}api/music`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ shares: { happy: 1 }, count: 2 }),
    });
    assert.equal((await music.json()).tracks.length, 2);
    server.kill("SIGTERM");
    const stderr = (await new Response(server.stderr).text()).trimEnd().split("\n");
    assert.deepEqual([(await server.status).code, stderr.slice(0, 5)], [130, [
      `Left out ${exported}: it is what \`export\` wrote; ` +
      `\`import ${join(exported, EXPORT_FILES.keras)} RUN\` makes a run of it`,
      `Faces: ${title} of the ${source}, licence MIT (trained on FER2013, ` +
      `${(100 * figures[0].accuracy).toFixed(1)} % right on its test set)`,
      "Voices: no model is trained yet; train one by: deno task duygu data get turev && " +
      "deno task duygu train turev",
      USE_NOTE,
      "Music: made-up tracks (64 tracks)",
    ]]);
  });
});

Deno.test("a recording is analysed by a program that may not write anything anywhere", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (folder) => {
    await writeFreshRun(join(folder, "voices"), "speech");
    // As `train --final` leaves it: no test set, and a figure of other runs.
    await writeQuotedFinal(join(folder, "voices"));
    // As `import` leaves it.
    await writeManifest(join(folder, "voices"), true);
    // As a training that was interrupted leaves it.
    const faces = join(folder, "faces");
    await writeFreshRun(faces, "photo");
    await Deno.rename(join(faces, "metrics.json"), join(faces, CHECKPOINT));
    const args = ["run", "-A", "--deny-write", "--no-check", "main.ts", "serve", "--port", "0"];
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        ...[...args, "--speech-run", join(folder, "voices"), "--face-run", faces] as const,
        ...["--runs", folder, "--data", folder] as const,
      ],
      cwd: new URL("../../..", import.meta.url),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const address = await addressOf(server);
    const body = new Uint8Array(encodeWav(new Float32Array(16_000).fill(0.1), 16_000));
    const headers = { "content-type": "audio/wav" };
    const answer = await fetch(`${address}api/speech`, { method: "POST", body, headers });
    const { durationS, figure } = await answer.json();
    assert.deepEqual([answer.status, durationS, figure.folds], [200, 1, 6]);
    const { speech, photo } = await (await fetch(`${address}api/status`)).json();
    const figures = [{ part: "folds", accuracy: 0.4464 }];
    assert.deepEqual([photo.unfinished, speech.unfinished], [true, false]);
    assert.deepEqual([photo.claimed, speech.claimed], [false, true]);
    assert.deepEqual([speech.accuracy, speech.accuracyFolds, speech.figures], [0.4464, 6, figures]);
    server.kill("SIGTERM");
    const log = await new Response(server.stderr).text();
    // What was sent stands nowhere in what the program said.
    assert.match(
      log,
      new RegExp(
        "^Faces: faces \\(trained on SYNTHETIC data; UNFINISHED: .* not measured\\)\nVoices: voices \\(trained on SYNTHETIC data, 44\\.6 % right in the mean over 6 " +
          `folds, of networks trained on a part of that\\)\\. ${CLAIM_NOTE}\nAn estimate .*\nMusic: .*\n\nStopp`,
      ),
    );
    assert.equal(log.trimEnd().split("\n").length, 6);
    assert.equal((await server.status).code, 130);
  });
});

Deno.test("a folder of one's own music is measured, recommended and heard", async () => {
  await withTemporaryFolder(async (folder) => {
    const music = join(folder, "music");
    await Deno.mkdir(music);
    const wav = taggedWav(madeScale(9, "minor"), { INAM: "Own scale" });
    await Deno.writeFile(join(music, "own.wav"), wav);
    await Deno.writeTextFile(join(music, "broken.mp3"), "no music");
    const words = ["serve", "--port", "0", "--runs", join(folder, "runs"), "--music", music];
    const server = startProgram(words);
    const address = await addressOf(server);
    const answer = await fetch(`${address}api/music`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ shares: { sad: 1 } }),
    });
    const [track, ...others] = (await answer.json()).tracks;
    assert.deepEqual([track.name, track.mode, others], ["Own scale", "minor", []]);
    const headers = { range: "bytes=0-99" };
    const sound = await fetch(`${address}api/music/audio/${track.id}`, { headers });
    assert.equal(sound.headers.get("content-type"), "audio/wav");
    assert.deepEqual([sound.status, await sound.bytes()], [206, wav.slice(0, 100)]);
    server.kill("SIGTERM");
    assert.match(await new Response(server.stderr).text(), /\(1 tracks?\)\nLeft out broken\.mp3: /);
    assert.equal((await server.status).code, 130);
  });
});

Deno.test("mistakes in the call", async () => {
  const mistakes = [
    [["--port", "70000"], /Expected a whole number from 0 to 65535/],
    [["--face-run", "nowhere"], /Expected a run's folder at nowhere/],
    [["--music", "nowhere"], /Expected a folder of music at nowhere/],
    [["--music", ".", "--tracks", "x.csv"], /'--music <dir>' cannot be used with .*--tracks/],
    [["--api-key", "deno.json"], /first line of deno\.json to be a key of 16 to 200 letters/],
    [["--tracks", "nowhere.csv"], /Expected a CSV table of music at nowhere\.csv/],
  ] as const;
  for (const [words, message] of mistakes) {
    const { code, stderr } = await runProgram("serve", ...words);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});
