import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { eachFile, inputFiles, outputNames, requireNoFailure } from "./input_files.ts";

async function withFiles(names: string[], test: (folder: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    for (const name of names) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), name);
    }
    await test(folder);
  });
}

Deno.test("a folder is its recordings, sorted, however deep; else its pictures", async () => {
  await withFiles(["b/2.wav", "b/1.flac", "a.wav", "cover.jpg", "notes.txt"], async (folder) => {
    const { paths } = await inputFiles([folder]);
    assert.deepEqual(paths, ["a.wav", "b/1.flac", "b/2.wav"].map((name) => join(folder, name)));
  });
  await withFiles(["b/2.png", "notes.txt"], async (folder) => {
    assert.deepEqual((await inputFiles([folder])).paths, [join(folder, "b/2.png")]);
    await assert.rejects(inputFiles([join(folder, "b/none*")]), /Expected files like .*none\*/);
  });
  await withFiles(["notes.txt"], async (folder) => {
    await assert.rejects(inputFiles([folder]), /the folder .* to hold recordings or pictures/);
  });
});

Deno.test("of a folder the medium that is wanted is taken, by content; the other is counted", async () => {
  await withFiles(["a.png", "b/c.jpg", "notes.txt"], async (folder) => {
    const at = (name: string) => join(folder, name);
    await Deno.writeFile(at("named.wav"), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    await Deno.writeFile(at("photo.heic"), new TextEncoder().encode("\0\0\0\x18ftypheic"));
    const pictures = ["a.png", "b/c.jpg", "named.wav", "photo.heic"].map(at);
    assert.deepEqual((await inputFiles([folder])).paths, pictures);
    await assert.rejects(inputFiles([folder], "sound"), {
      name: "UserError",
      message: `Expected the folder ${folder} to hold recordings, but found 4 pictures only`,
    });
    await Deno.writeTextFile(at("sound.png"), "RIFF????WAVE");
    const wanted = await quietly(() => inputFiles([folder], "picture"));
    assert.deepEqual(wanted.result.paths, pictures);
    assert.deepEqual(wanted.told, [`${folder}: 1 recording beside its pictures left out`]);
    const { result: { paths, media }, told } = await quietly(() => inputFiles([folder]));
    assert.deepEqual([paths, media], [[at("sound.png")], ["sound"]]);
    assert.match(told[0], /: 4 pictures beside its recordings left out; name them to /);
  });
});

Deno.test("patterns name files, each is taken once, and a name that is there is no pattern", async () => {
  await withFiles(["x1.wav", "x2.wav", "y.wav", "x[1].wav"], async (folder) => {
    const at = (name: string) => join(folder, name);
    const { paths, nameOf } = await inputFiles([at("y.wav"), at("x?.wav"), at("*.wav")]);
    assert.deepEqual(paths.slice(0, 3), ["y.wav", "x1.wav", "x2.wav"].map(at));
    assert.equal(paths.length, 4);
    assert.equal(nameOf(paths[0]), paths[0]);
    assert.deepEqual((await inputFiles([at("x[1].wav")])).paths, [at("x[1].wav")]);
    assert.deepEqual((await inputFiles([at("missing.wav")])).paths, [at("missing.wav")]);
  });
});

const quietly = async <Result>(work: () => Promise<Result>) => {
  const [told, original] = [[] as string[], console.error];
  console.error = (text: string) => void told.push(text);
  try {
    return { result: await work(), told };
  } finally {
    console.error = original;
  }
};

Deno.test("a file that fails stands in its place and is reported; the others are done", async () => {
  const { result, told } = await quietly(() =>
    eachFile(["a", "b", "c"], (file, index) => {
      if (file === "b") throw new UserError("b is broken");
      return Promise.resolve({ file, index });
    })
  );
  const expected = [{ file: "a", index: 0 }, { file: "b", error: "b is broken" }];
  assert.deepEqual(result, [...expected, { file: "c", index: 2 }]);
  assert.deepEqual(told, ["error: b is broken"]);
  assert.throws(() => requireNoFailure(result, "read"), {
    name: "UserError",
    message: "1 of 3 files could not be read",
  });
  requireNoFailure(result.slice(0, 1), "read");
});

Deno.test("of a single file that fails the failure is reported once, as the error", async () => {
  const { result, told } = await quietly(() =>
    eachFile(["a"], () => Promise.reject(new UserError("a is broken")))
  );
  assert.deepEqual(result, [{ file: "a", error: "a is broken" }]);
  assert.deepEqual(told, []);
  assert.throws(() => requireNoFailure(result, "read"), {
    name: "UserError",
    message: "a is broken",
  });
});

Deno.test("an error of the program itself ends the loop", async () => {
  await assert.rejects(eachFile(["a"], () => Promise.reject(new TypeError("bug"))), TypeError);
});

Deno.test({
  name:
    "Ctrl-C leaves what is done and what is known, and the rest out; with nothing done it throws",
  ignore: Deno.build.os === "windows",
}, async () => {
  const module = (path: string) => new URL(path, import.meta.url).href;
  /** Interrupted while it works on the file `at`; out: what it prints and reports. */
  const interruptedAt = async (at: string, isKnown: string) => {
    const program = `
      import { eachFile, requireNoFailure } from ${JSON.stringify(module("input_files.ts"))};
      import { interruptSignal } from ${JSON.stringify(module("../base/interrupt_signal.ts"))};
      const signal = interruptSignal();
      const stop = () => new Promise((done) => {
        signal.addEventListener("abort", () => done(undefined));
        Deno.kill(Deno.pid, "SIGINT");
      });
      if (${JSON.stringify(at)} === "") await stop();
      const work = async (file) => {
        if (file === ${JSON.stringify(at)}) await stop();
        return file;
      };
      const done = await eachFile(["a", "b", "c", "d"], work, ${isKnown})
        .catch(({ name }) => name);
      requireNoFailure([{ error: "it failed" }], "read");
      console.log(JSON.stringify(done));`;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", program],
      cwd: new URL("../..", import.meta.url),
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.equal(code, 0, decode(stderr));
    return [JSON.parse(decode(stdout)), decode(stderr).trimEnd().split("\n").slice(2)];
  };
  const left = (count: number) => [
    `Interrupted: ${count} of 4 files are done; the others are left out`,
  ];
  assert.deepEqual(await interruptedAt("b", "undefined"), [["a", "b"], left(2)]);
  assert.deepEqual(await interruptedAt("b", "(at) => at === 3"), [["a", "b", "d"], left(3)]);
  assert.deepEqual(await interruptedAt("", "undefined"), ["InterruptedError", []]);
});

Deno.test("names are the files' own, told apart by numbers where they are the same", () => {
  const files = ["a/face.png", "b/Face.jpg", "cup.tar.gz", "face-2.png", "c/face", ".hidden"];
  assert.deepEqual(
    outputNames(files),
    ["face", "Face-2", "cup.tar", "face-2-2", "face-3", ".hidden"],
  );
  assert.deepEqual(outputNames([]), []);
});
