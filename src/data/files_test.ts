import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { withVariable } from "../base/testing/with_variable.ts";
import { encodeWav } from "./audio/wav.ts";
import {
  dataRoots,
  fileMedium,
  listFiles,
  listFolders,
  listFoldersLike,
  withoutExtension,
} from "./files.ts";
import { probeImage, readImage } from "./images/read_image.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

/** Empty files below `folder`. */
async function writeEmpty(folder: string, names: string[]): Promise<void> {
  for (const name of names) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), "");
  }
}

Deno.test("listFiles gives one kind of media, sorted, remains left out", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["b/x.JPG", "a.png", "c.wav", "d.FLAC", "e.txt", "._a.png", "__MACOSX/a.png"];
    await writeEmpty(folder, names);
    assert.deepEqual(await listFiles(folder, "images"), {
      files: ["a.png", "b/x.JPG"],
      oddities: [],
    });
    assert.deepEqual((await listFiles(folder, "audio")).files, ["c.wav", "d.FLAC"]);
  });
});

Deno.test("B01: a broken link is named and ends nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeEmpty(folder, ["calm/a.wav"]);
    await Deno.symlink(join(folder, "annex", "no-such-object"), join(folder, "calm", "b.wav"));
    await Deno.symlink("itself", join(folder, "itself"));
    await Deno.symlink("nowhere", join(folder, "calm", "notes.txt"));
    const { files, oddities } = await listFiles(folder, "audio");
    assert.deepEqual(files, ["calm/a.wav"]);
    assert.deepEqual(oddities.map(({ relativePath, skipped }) => [relativePath, skipped]), [
      ["calm/b.wav", true],
      ["itself", true],
    ]);
    assert.equal(oddities[0].problem, "is a broken link");
  });
});

Deno.test("B01: a folder that may not be read, and a name that is no UTF-8, are named", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeEmpty(folder, ["calm/a.wav", "closed/b.wav"]);
    // Its own name, in bytes of Windows-1254, which only another program can write here.
    const script =
      'open(__import__("os").fsencode(__import__("sys").argv[1]) + b"/\\xfc.wav", "w")';
    const { success } = await new Deno.Command("python3", { args: ["-c", script, folder] })
      .output();
    assert.ok(success);
    const read = async () => await listFiles(folder, "audio");
    assert.deepEqual((await read()).oddities, [{
      relativePath: "\ufffd.wav",
      problem: "has a name that is no UTF-8; rename it",
      skipped: true,
      isUnreadable: true,
    }]);
    assert.deepEqual((await read()).files, ["calm/a.wav", "closed/b.wav"]);
    if (Deno.uid() === 0) return; // Who may do everything is refused nothing.
    await Deno.chmod(join(folder, "closed"), 0);
    const { files, oddities } = await read();
    await Deno.chmod(join(folder, "closed"), 0o700);
    assert.deepEqual(files, ["calm/a.wav"]);
    assert.match(oddities[0].problem, /^cannot be read: /);
  });
});

Deno.test("B02: links to what is listed, and loops, list nothing twice", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "corpus");
    await writeEmpty(folder, ["corpus/sad/a.wav", "corpus/calm/b.wav", "elsewhere/c.wav"]);
    await Deno.symlink("..", join(root, "calm", "latest"));
    await Deno.symlink(folder, join(root, "calm", "up"));
    await Deno.symlink("sad", join(root, "a-link-to-sad"));
    await Deno.symlink(join(root, "sad", "a.wav"), join(root, "0.wav"));
    await Deno.symlink(join(folder, "elsewhere"), join(root, "linked"));
    await Deno.symlink(join(folder, "elsewhere"), join(root, "linked-again"));
    await Deno.symlink(root, join(folder, "elsewhere", "back"));
    const { files, oddities } = await listFiles(root, "audio");
    assert.deepEqual(files, ["calm/b.wav", "linked/c.wav", "sad/a.wav"]);
    assert.deepEqual(oddities.map(({ relativePath, problem }) => `${relativePath} ${problem}`), [
      "0.wav leads to sad/a.wav",
      "a-link-to-sad leads to a folder that is listed",
      "calm/latest leads to a folder that is listed",
      "calm/up leads to a folder that is listed",
      "linked-again leads to a folder that is listed",
      "linked/back leads to a folder that is listed",
    ]);
    assert.ok(oddities.every(({ skipped }) => !skipped));
  });
});

Deno.test("B13: files are found however deep they lie", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = Array.from({ length: 14 }, (_, depth) => `${"d/".repeat(depth)}x.wav`);
    await writeEmpty(folder, names);
    assert.deepEqual((await listFiles(folder, "audio")).files, names.toSorted());
  });
});

Deno.test("withoutExtension takes off a media file's extension and nothing else", () => {
  assert.equal(withoutExtension("Angry/a.b.wav"), "Angry/a.b");
  assert.equal(withoutExtension("sad/x.JPeG"), "sad/x");
  assert.equal(withoutExtension("sad/x.txt"), "sad/x.txt");
});

Deno.test("folders and links to them are listed by name; what else is there is passed over", () =>
  withTemporaryFolder(async (folder) => {
    for (const name of ["b", "a", ".hidden", "__MACOSX"]) await Deno.mkdir(join(folder, name));
    await Deno.symlink(join(folder, "a"), join(folder, "linked"));
    await Deno.symlink(join(folder, "gone"), join(folder, "broken"));
    await Deno.writeTextFile(join(folder, "file"), "");
    assert.deepEqual(await listFolders(folder), ["a", "b", "linked"]);
    assert.deepEqual(await listFoldersLike(folder, /^[bl]/), ["b", "linked"]);
    assert.deepEqual(await listFolders(join(folder, "missing")), []);
    assert.deepEqual(await listFolders(join(folder, "file")), []);
  }));

Deno.test("content counts, whatever a file is called", async () => {
  const grey = sharp(new Uint8Array(256), { raw: { width: 16, height: 16, channels: 1 } });
  const formats = ["jpeg", "png", "gif", "tiff", "webp", "avif"] as const;
  await withTemporaryFolder(async (folder) => {
    for (const format of formats) {
      const path = join(folder, `${format}.wav`);
      await Deno.writeFile(path, await grey.clone().toFormat(format).toBuffer());
      assert.equal(await fileMedium(path), "picture", format);
    }
    const path = join(folder, "wav.png");
    await Deno.writeFile(path, encodeWav(new Float32Array(9), 16_000));
    assert.equal(await fileMedium(path), "sound");
    for (
      const start of ["fLaC", "OggS", "ID3", "\xff\xfb", "FORM\0\0\0\0AIFF", "\0\0\0 ftypM4A "]
    ) {
      await Deno.writeFile(path, Uint8Array.from(start + " and more", (c) => c.charCodeAt(0)));
      assert.equal(await fileMedium(path), "sound", start);
    }
  });
});

Deno.test("without a known content it is what the name says", async () => {
  await withTemporaryFolder(async (folder) => {
    for (
      const [name, medium] of Object.entries({ "a.JPG": "picture", "a.wav": "sound", a: "sound" })
    ) {
      assert.equal(await fileMedium(join(folder, name)), medium, `missing ${name}`);
      await Deno.writeTextFile(join(folder, name), "RI");
      assert.equal(await fileMedium(join(folder, name)), medium, name);
    }
    assert.equal(await fileMedium(folder), "sound");
  });
});

Deno.test("C02: pictures of formats that are not read are pictures, and are named", async () => {
  const pictures: [string, string, string][] = [
    ["new.jxl", "\xff\x0a\xfa\x1f", "JPEG XL"],
    ["layers.psd", "8BPS\0\x01", "a Photoshop file"],
  ];
  await withTemporaryFolder(async (folder) => {
    for (const [name, content, format] of pictures) {
      const path = join(folder, name);
      const bytes = Uint8Array.from(content, (c) => c.charCodeAt(0));
      await Deno.writeFile(path, bytes);
      assert.equal(await fileMedium(path), "picture");
      const expected = {
        name: "UserError",
        message: new RegExp(`${name} .* but it is ${format}; conv`),
      };
      await assert.rejects(readImage(bytes, path), expected);
      assert.throws(() => probeImage(bytes, path), expected);
    }
    const empty = join(folder, "missing.HEIF");
    assert.equal(await fileMedium(empty), "picture");
  });
});

Deno.test("dataRoots takes the folder it is given, alone", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.deepEqual(await dataRoots(folder), [folder]);
  });
});

Deno.test("dataRoots refuses a given folder that is missing or a file", async () => {
  await withTemporaryFolder(async (folder) => {
    const missing = join(folder, "missing");
    await assert.rejects(
      dataRoots(missing),
      /Expected --data .* to name a folder, but found none at/,
    );
    await Deno.writeTextFile(missing, "");
    await assert.rejects(dataRoots(missing), /Expected --data .* to name a folder/);
  });
});

Deno.test("without a folder given, $DUYGU_DATA names it; a missing one is reported by that name", async () => {
  await withTemporaryFolder(async (folder) => {
    await withVariable("DUYGU_DATA", folder, async () => {
      assert.deepEqual(await dataRoots(), [folder]);
      assert.deepEqual(await dataRoots(tmpdir()), [tmpdir()], "what is given is stronger");
    });
    await withVariable("DUYGU_DATA", join(folder, "missing"), async () => {
      await assert.rejects(dataRoots(), /Expected \$DUYGU_DATA to name a folder/);
      // As the command line passes it on.
      const passed = dataRoots(join(folder, "missing"));
      await assert.rejects(passed, /Expected \$DUYGU_DATA to name a folder/);
      await assert.rejects(dataRoots(join(folder, "other")), /Expected --data .* to name a folder/);
    });
  });
});

Deno.test("without either, ./data and ../shared/data are looked for, and need not be there", async () => {
  const roots = await withVariable("DUYGU_DATA", "", () => dataRoots());
  const project = fileURLToPath(new URL("../..", import.meta.url));
  for (const root of roots) {
    assert.ok([resolve("data"), join(project, "..", "shared", "data")].includes(root), root);
    assert.ok((await Deno.stat(root)).isDirectory);
  }
});
