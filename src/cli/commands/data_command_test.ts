import assert from "node:assert/strict";
import { join } from "node:path";
import { Command } from "commander";
import { indexPath } from "../../data/clip_index.ts";
import { writeClips } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { runProgram } from "../testing/run_program.ts";
import { addDataCommand, parseCodes } from "./data_command.ts";

/** Runs `data` with `words`; gives what it prints on standard output. */
async function run(...words: string[]): Promise<string> {
  const program = new Command().exitOverride().option("--data <folder>", "as the real one has it");
  addDataCommand(program);
  const lines: string[] = [];
  const print = console.log;
  console.log = (line: string) => lines.push(line);
  try {
    await program.parseAsync(["data", ...words], { from: "user" });
  } finally {
    console.log = print;
  }
  return lines.join("\n");
}

const CLIPS = ["a", "b", "c", "d"].flatMap((speaker) =>
  ["sad", "happy"].map((label) => `${speaker}_${label}.wav`)
);

async function withCorpus(test: (dataRoot: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "own");
    await writeClips(root, CLIPS);
    try {
      const pattern = "{speaker}_{class}.wav";
      await run("add", "own", "--root", root, "--pattern", pattern, "--data", folder);
      await test(folder);
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
}

Deno.test("data add makes a corpus that data list and data verify know", async () => {
  await withCorpus(async (folder) => {
    assert.match(await run("list", "--data", folder), /own +8 +audio +\//);
    const [own] = JSON.parse(await run("verify", "own", "--json", "--data", folder));
    assert.deepEqual([own.clips, own.isReadable], [8, true]);
    const verified = await run("verify", "own", "--data", folder);
    assert.match(verified, /happy +4 +-\n[^]*All files can be read\.$/);
  });
});

Deno.test("data list counts as data add does: without a damaged file", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "own");
    await writeClips(root, CLIPS);
    await Deno.writeTextFile(join(root, CLIPS[0]), "no sound");
    const add = ["add", "own", root, "--pattern", "{speaker}_{class}.wav", "--data", folder];
    const { stdout, stderr } = await runProgram("data", ...add);
    assert.match(stdout, /^Added own: 7 clips, /);
    assert.match(stderr, /^Left out 1 file that cannot be read:$/m);
    assert.match(await run("list", "--data", folder), /own +7 +audio +\//);
    await Deno.remove(indexPath(root)).catch(() => {});
  });
});

Deno.test("the help's examples for EMO-DB read its names", async () => {
  const help = (await runProgram("data", "add", "--help")).stdout.replaceAll(/\\\n\s*/g, "");
  const examples = help.split("\n").filter((line) => / data add emodb ~/.test(line));
  assert.equal(examples.length, 2, help);
  const files = ["03a01Fa", "03a02Wb", "08b09La", "09a04Ea", "10a05Aa", "11b10Tc", "12a07Nd"]
    .map((name) => `${name}.wav`);
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "EMO-DB");
    await writeClips(root, files);
    for (const example of examples) {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) =>
        quoted ?? word
      );
      const given = words.slice(2).map((word) => word.replace("~/EMO-DB", root));
      assert.match(
        await run(...given, "--data", folder),
        /^Added emodb: 7 clips, classes angry, boredom, /,
      );
    }
    // The folder alone takes the preset's name.
    assert.match(await run("add", root, "--preset", "emodb", "--data", folder), /^Added emodb: 7/);
    await Deno.remove(indexPath(root)).catch(() => {});
  });
});

Deno.test("data list says how to get what is missing", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.match(
      await run("list", "--data", folder),
      /BanglaSER is not here\. Run `data get banglaser`; or/,
    );
    const statuses = JSON.parse(await run("list", "--json", "--data", folder));
    assert.equal(statuses[0].info.id, "turev");
  });
});

Deno.test("data split prints counts, JSON, and writes a file", async () => {
  await withCorpus(async (folder) => {
    const words = ["split", "own", "--protocol", "speaker", "--fold", "b", "--data", folder];
    assert.match(await run(...words), /protocol speaker, seed 1, fold b\n.*\n.*\ntrain +2 +2 +4/);
    const out = join(folder, "split.json");
    const printed = JSON.parse(await run(...words, "--seed", "2", "--json", "--out", out));
    assert.deepEqual(printed.test, ["b_happy", "b_sad"]);
    assert.equal(printed.seed, 2);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(out)), printed);
  });
});

Deno.test("data split counts all folds of a protocol and writes each", async () => {
  await withCorpus(async (folder) => {
    const splits = join(folder, "splits");
    const words = ["split", "own", "--protocol", "speakerFolds", "--data", folder];
    const printed = await run(...words, "--folds", "2", "--out-folder", splits);
    assert.match(printed, /fold 1of2\n[^]*fold 2of2\n/);
    const names = [...Deno.readDirSync(splits)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "own-speakerFolds-1of2-seed1.json",
      "own-speakerFolds-2of2-seed1.json",
    ]);
    const second = JSON.parse(await Deno.readTextFile(join(splits, names[1])));
    assert.deepEqual([second.protocol, second.fold], ["speakerFolds", "2of2"]);
    await assert.rejects(run(...words, "--fold", "1of2", "--folds", "2"), /--fold alone/);
    await assert.rejects(run(...words, "--folds", "99"), /Expected 2 to \d+ folds .* found 99/);
  });
});

Deno.test("data import says what it imported", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
    const source = join(folder, "source");
    await writeClips(source, names);
    const dataRoot = join(folder, "data");
    const words = ["import", "turev", source, "--data", dataRoot];
    assert.match(await run(...words), /^Imported 4 clips of TurEV-DB into .*Sound Source$/);
    assert.match(await run(...words), /has the same 4 clips of TurEV-DB$/);
    await Deno.remove(indexPath(join(dataRoot, "TurEV-DB", "Sound Source")));
  });
});

Deno.test("data refuses what it does not understand", async () => {
  await withCorpus(async (folder) => {
    const split = (...words: string[]) => run("split", "own", "--data", folder, ...words);
    await assert.rejects(
      split("--seed", "1.5"),
      /'--seed <number>' argument '1\.5' is invalid. Expected a whole number from 0 on/,
    );
    await assert.rejects(run("verify", "tess", "--data", folder), /the data of TESS to be here/);
    const add = (...words: string[]) => run("add", ...words, "--data", folder);
    const alone = /^UserError: Expected an id and the folder of its files, but found own2 alone$/;
    await assert.rejects(add("own2"), alone);
    await assert.rejects(add("own2", "a", "--root", "b"), /one folder, but found a and --root b$/);
    await assert.rejects(add("own2", "a"), /a folder of a corpus at a, but there is none$/);
    const archive = join(folder, "own2.zip");
    await Deno.writeTextFile(archive, "PK");
    await assert.rejects(add("own2", archive), /own2\.zip, but it is a file; unpack an archive/);
    await assert.rejects(run("verify", "nobody", "--data", folder), /but found nobody/);
  });
});

Deno.test("parseCodes reads pairs and refuses anything else", () => {
  assert.deepEqual(parseCodes("kz=angry, sk = calm"), { kz: "angry", sk: "calm" });
  assert.deepEqual(parseCodes(undefined), {});
  for (const text of ["kz", "=angry", "kz=", "a=b=c", "constructor"]) {
    assert.throws(() => parseCodes(text), /--codes to be pairs such as kz=angry/);
  }
  assert.throws(() => parseCodes("afectnet"), /found afectnet; did you mean affectnet\?$/);
});

Deno.test("data shares prints and draws the classes of a corpus", async () => {
  await withCorpus(async (folder) => {
    const out = join(folder, "pictures");
    const text = await run("shares", "own", "--out", out, "--data", folder);
    assert.match(text, /happy +4 +50\.0 %\n/);
    assert.match(text, /all +8/);
    const names = (await Array.fromAsync(Deno.readDir(out))).map(({ name }) => name).sort();
    assert.deepEqual(names, ["own-bar.png", "own-bar.svg", "own-pie.png", "own-pie.svg"]);
    assert.match(await Deno.readTextFile(join(out, "own-bar.svg")), /own: share of each class/);
  });
});

Deno.test("--codes names pairs or a known corpus's numbers", () => {
  assert.deepEqual(parseCodes("kz=angry, sk=calm"), { kz: "angry", sk: "calm" });
  assert.equal(parseCodes("ckplus")["7"], "surprise");
  assert.equal(parseCodes("affectnet")["6"], "angry");
});
