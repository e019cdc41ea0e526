import assert from "node:assert/strict";
import { join } from "node:path";
import { readImage } from "../../data/images/read_image.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { drawPhoto } from "../../facecnn/draw_photo.ts";
import { turn } from "../../facecnn/grey_image.ts";
import { encodeGreyPng } from "../../plot/image_gallery.ts";
import { runProgram } from "../testing/run_program.ts";
import { facesText } from "./faces_command.ts";

Deno.test("faces of several photos as JSON and as pictures; a broken file keeps none", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    const photo = drawPhoto(300, 200, [{ x: 170, y: 100, width: 90 }]);
    const onSide = turn(photo, 90);
    const none = drawPhoto(80, 60, []);
    for (const [name, image] of Object.entries({ photo, onSide, none })) {
      const { data, width, height } = image;
      await Deno.writeFile(path(`${name}.png`), encodeGreyPng(data, width, height));
    }
    await Deno.writeTextFile(path("text.png"), "no picture");
    const files = ["photo.png", "onSide.png", "none.png", "text.png"].map(path);
    const words = ["--rotations", "--longest-side", "300", "--out", path("out"), "--json"];
    const { code, stdout, stderr } = await runProgram("faces", ...files, ...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /error: 1 of 4 files could not be searched\n$/);
    const [first, second, third, fourth] = JSON.parse(stdout).files;
    assert.deepEqual([first.file, first.width, first.height], [files[0], 300, 200]);
    assert.deepEqual([first.faces.length, first.faces[0].rotation], [1, 0]);
    assert.ok(Math.abs(first.faces[0].x + first.faces[0].width / 2 - 170) < 15);
    assert.deepEqual([second.faces.length, second.faces[0].rotation], [1, 270]);
    assert.deepEqual(third.faces, []);
    assert.match(fourth.error, /text\.png to be a picture/);
    for (const name of ["photo", "onSide", "none"]) {
      const file = join(path("out"), `${name}.png`);
      const { width } = await readImage(await Deno.readFile(file), file);
      assert.ok(width > 400);
    }
  });
});

Deno.test("a missing photo and an option out of range are reported in one sentence", async () => {
  const { code, stderr } = await runProgram("faces", "missing.png");
  assert.equal(code, 2);
  assert.match(stderr, /^error: Expected a picture at missing\.png, but there is none\n/);
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "a.png");
    await Deno.writeFile(file, encodeGreyPng(new Uint8Array(900), 30, 30));
    const refused = await runProgram("faces", file, "--longest-side", "7");
    assert.equal(refused.code, 2);
    const onFile = await runProgram("faces", file, "--out", file);
    assert.match(onFile.stderr, /^error: Expected a folder at .*a\.png, but it is none\n/);
    assert.match(refused.stderr, /Expected a whole number from 24 to 4096/);
  });
});

Deno.test("the list counts faces and tells which are turned", () => {
  const face = { x: 3, y: 4, width: 50, height: 50, hits: 9 } as const;
  const photo = { file: "a.png", width: 90, height: 90 };
  assert.equal(facesText({ ...photo, faces: [] }), "a.png: no faces");
  assert.equal(
    facesText({ ...photo, faces: [{ ...face, rotation: 0 }] }),
    "a.png: 1 face\n  50 × 50 pixels at 3, 4",
  );
  assert.match(
    facesText({ ...photo, faces: [{ ...face, rotation: 90 }, { ...face, rotation: 90 }] }),
    /^a\.png: 2 faces\n.* at 3, 4, upright once turned clockwise by 90 degrees\n/,
  );
});

Deno.test("the list says how far a face with eyes is tilted", () => {
  const face = { x: 3, y: 4, width: 50, height: 50, rotation: 0, score: 0.9 } as const;
  assert.equal(
    facesText({ file: "a.png", width: 90, height: 90, faces: [{ ...face, tiltDegrees: -24.6 }] }),
    "a.png: 1 face\n  50 × 50 pixels at 3, 4, eyes tilted clockwise by -25 degrees",
  );
});
