/**
 * What docs/determinism.md says of the same machine and engine: every command is given twice, each
 * time to a process of its own, and must make the same bytes. The training of a speech network is
 * tried in train_command_test.ts.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { drawPhoto } from "../facecnn/draw_photo.ts";
import { writeFaces } from "../facecnn/testing/write_faces.ts";
import { encodeGreyPng } from "../plot/image_gallery.ts";
import { writeMadeTable } from "../tune/testing/made_table.ts";
import { runProgram } from "./testing/run_program.ts";
import { tinyFaceRun } from "./testing/tiny_face_run.ts";
import { tinyRun } from "../train/tiny_run.ts";

const RUN_FILES = ["metrics.json", "predictions.csv", "history.jsonl", "best.safetensors"];

async function succeed(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(...words);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** The folder of the run that `words` train. */
async function trained(...words: string[]): Promise<string> {
  return JSON.parse(await succeed("train", "--json", ...words)).folder;
}

Deno.test("given twice, a command makes the same bytes", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const path = (...inside: string[]) => join(folder, ...inside);
    const data = ["--data", path("data")];
    await writeFaces(path("data"));
    await writeMadeTable(path("data"), 60);
    const network = { ...tinyFaceRun.network as object, dropout: 0.3 };
    const augmented = { ...tinyFaceRun, network, augmentation: undefined };
    await Deno.writeTextFile(path("faces.json"), JSON.stringify(augmented));
    await Deno.writeTextFile(path("tones.json"), JSON.stringify(tinyRun));
    const chirp = Float32Array.from({ length: 9_000 }, (_, n) => 0.5 * Math.sin(n * n / 40_000));
    await Deno.writeFile(path("chirp.wav"), encodeWav(chirp, 16_000));
    const photo = drawPhoto(160, 120, [{ x: 80, y: 60, width: 60 }]);
    await Deno.writeFile(path("photo.png"), encodeGreyPng(photo.data, 160, 120));

    await t.step("train: a network for faces, with augmentation in threads", async () => {
      const train = (runs: string) =>
        trained("--config", path("faces.json"), ...data, "--runs", path(runs));
      const [first, second] = [await train("runs"), await train("again")];
      for (const name of RUN_FILES) {
        const bytes = await Deno.readFile(join(first, name));
        assert.deepEqual(await Deno.readFile(join(second, name)), bytes, name);
      }
    });

    await t.step("predict: a recording and a photo", async () => {
      await trained("--config", path("tones.json"), "--epochs", "1", "--runs", path("runs"));
      const files = [path("chirp.wav"), path("photo.png")];
      const predict = () =>
        succeed("predict", ...files, "--whole", "--runs", path("runs"), "--json");
      const first = await predict();
      assert.match(first, /"probabilities"/);
      assert.equal(await predict(), first);
    });

    await t.step("features: the table and the picture", async () => {
      const features = async (picture: string) => [
        await succeed("features", path("chirp.wav"), "--json", "--pitch", "--png", path(picture)),
        (await Deno.readFile(path(picture))).join(),
      ];
      const [first, second] = [await features("one.png"), await features("two.png")];
      assert.equal(second[1], first[1]);
      assert.equal(second[0].replaceAll("two.png", "one.png"), first[0]);
    });

    await t.step("tune: all trials, those that the model proposes too", async () => {
      const tune = async (study: string) => {
        const words = ["--trials", "12", "--epochs-limit", "1", "--no-final", "--study"];
        await succeed("tune", "anad", ...data, ...words, path(study), "--quiet");
        const text = await Deno.readTextFile(path(study, "journal.jsonl"));
        const events = text.trimEnd().split("\n").map((line) => JSON.parse(line));
        assert.equal(events.filter(({ event }) => event === "finished").length, 12);
        assert.ok(events.some(({ origin }) => origin === "model"));
        return events.flatMap(({ event, trial, parameters, value }) =>
          ["asked", "reported", "finished"].includes(event)
            ? [{ event, trial, parameters, value }]
            : []
        );
      };
      assert.deepEqual(await tune("second"), await tune("first"));
    });
  });
});
