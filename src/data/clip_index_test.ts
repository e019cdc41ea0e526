import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../base/files.ts";
import flacFixture from "./audio/flac_fixture.json" with { type: "json" };
import { indexClips, type IndexEntry, indexPath } from "./clip_index.ts";
import { greyJpeg, texture, toneWav, writeClips, writePictures } from "./made_inputs.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

/** A folder with two clips; its index is removed afterwards. */
async function withClips(test: (folder: string, names: string[]) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const names = ["a.wav", "b/c.wav"];
    await writeClips(folder, names);
    try {
      await test(folder, names);
    } finally {
      await Deno.remove(indexPath(folder)).catch(() => {});
    }
  });
}

/** What an entry says of the content. */
function contentOf({ sha256, durationS, sampleRateHz, fault }: IndexEntry) {
  return { sha256, durationS, sampleRateHz, fault };
}

async function changeIndex(folder: string, change: (text: string) => string): Promise<void> {
  const text = await Deno.readTextFile(indexPath(folder));
  const changed = change(text);
  assert.notEqual(changed, text);
  await Deno.writeTextFile(indexPath(folder), changed);
}

/** An index whose files had not changed for long when they were read. */
function longAgo(text: string): string {
  return text.replace(/"readMs":\d+/g, `"readMs":${Date.now() + 60_000}`);
}

Deno.test("indexClips gives hash, duration and rate", async () => {
  await withClips(async (folder, names) => {
    const entry = (await indexClips(folder, names)).get("a.wav")!;
    assert.equal(entry.sha256, sha256(toneWav(0)));
    assert.equal(entry.sampleRateHz, 16_000);
    assert.equal(entry.durationS, 400 / 16_000);
    assert.equal(entry.fault, "");
  });
});

Deno.test({
  name: "Ctrl-C stops indexClips, which keeps what it has read",
  ignore: Deno.build.os === "windows",
}, async () => {
  await withTemporaryFolder(async (folder) => {
    const names = Array.from({ length: 60 }, (_, at) => `${String(at).padStart(2, "0")}.wav`);
    await writeClips(folder, names);
    await indexClips(folder, names.slice(-1));
    const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      import { indexClips } from ${module("clip_index.ts")};
      import { interruptSignal } from ${module("../base/interrupt_signal.ts")};
      const signal = interruptSignal();
      const { readFile } = Deno;
      let read = 0;
      Deno.readFile = async (path) => {
        if (++read === 10) {
          const stopped = new Promise((done) => signal.addEventListener("abort", done));
          Deno.kill(Deno.pid, "SIGINT");
          await stopped;
        } else if (read > 10) await new Promise((done) => setTimeout(done, 20));
        return await readFile(path);
      };
      const names = ${JSON.stringify(names)};
      await indexClips(${JSON.stringify(folder)}, names).catch(({ name }) => console.log(name));`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", program],
      cwd: new URL("../..", import.meta.url),
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.equal(decode(stdout), "InterruptedError\n", decode(stderr));
    const { entries } = JSON.parse(await Deno.readTextFile(indexPath(folder)));
    assert.ok(names.slice(0, 9).every((name) => name in entries));
    assert.ok("59.wav" in entries && !("50.wav" in entries));
    await Deno.remove(indexPath(folder));
  });
});

Deno.test("indexClips reads an unchanged file only once", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    await changeIndex(folder, (text) => longAgo(text.replace(sha256(toneWav(0)), "marked")));
    assert.equal((await indexClips(folder, names)).get("a.wav")!.sha256, "marked");
  });
});

Deno.test("indexClips reads a file anew when it changed, and only that one", async () => {
  await withClips(async (folder, names) => {
    const before = await indexClips(folder, names);
    await Deno.writeFile(join(folder, "a.wav"), toneWav(50));
    const after = await indexClips(folder, names);
    assert.equal(after.get("a.wav")!.sha256, sha256(toneWav(50)));
    assert.deepEqual(contentOf(after.get("b/c.wav")!), contentOf(before.get("b/c.wav")!));
  });
});

Deno.test("indexClips sees a change that leaves the size as it was", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    const path = join(folder, "a.wav");
    const bytes = toneWav(0);
    bytes[100] ^= 1;
    await Deno.writeFile(path, bytes);
    await Deno.utime(path, 1_000, 1_000);
    assert.equal((await indexClips(folder, names)).get("a.wav")!.sha256, sha256(bytes));
  });
});

for (const [what, content] of [["damaged", '{"version": 2, "ro'], ["of another shape", "[]"]]) {
  Deno.test(`indexClips makes an index anew that is ${what}`, async () => {
    await withClips(async (folder, names) => {
      const before = await indexClips(folder, names);
      await Deno.writeTextFile(indexPath(folder), content);
      const after = await indexClips(folder, names);
      const contents = (index: typeof after) => names.map((name) => contentOf(index.get(name)!));
      assert.deepEqual(contents(after), contents(before));
      assert.notEqual(await Deno.readTextFile(indexPath(folder)), content);
    });
  });
}

Deno.test("indexClips names the fault of a file that is no audio or has no samples", async () => {
  await withClips(async (folder) => {
    await Deno.writeTextFile(join(folder, "text.wav"), "no audio");
    await Deno.writeFile(join(folder, "short.wav"), toneWav(0).subarray(0, 44));
    const entries = await indexClips(folder, ["text.wav", "short.wav"]);
    assert.match(entries.get("text.wav")!.fault, /to be a WAV, FLAC, .* file/);
    assert.match(entries.get("short.wav")!.fault, /truncated/);
  });
});

Deno.test("indexClips gives the size of pictures and names what is none", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePictures(folder, ["a.jpg"]);
    await Deno.writeTextFile(join(folder, "b.jpg"), "no picture");
    const entries = await indexClips(folder, ["a.jpg", "b.jpg"], { kind: "images" });
    await Deno.remove(indexPath(folder));
    const { widthPx, heightPx, fault, sha256: hash } = entries.get("a.jpg")!;
    assert.deepEqual([widthPx, heightPx, fault], [48, 48, ""]);
    assert.equal(hash, sha256(await greyJpeg(texture(0))));
    assert.match(entries.get("b.jpg")!.fault, /b\.jpg to be a picture/);
  });
});

Deno.test("a file removed since it was listed is a fault of its own", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    await Deno.remove(join(folder, "a.wav"));
    const entries = await indexClips(folder, names);
    assert.match(entries.get("a.wav")!.fault, /No such file/);
    assert.equal(entries.get("b/c.wav")!.fault, "");
  });
});

Deno.test("G01: two clips of one size and time that swap their names are seen", async () => {
  await withClips(async (folder) => {
    const [one, two] = [join(folder, "a.wav"), join(folder, "two.wav")];
    const other = toneWav(0);
    other[200] ^= 1;
    await Deno.writeFile(two, other);
    for (const path of [one, two]) await Deno.utime(path, 1_000, 1_000);
    const hashes = async () => {
      const index = await indexClips(folder, ["a.wav", "two.wav"]);
      return [index.get("a.wav")!.sha256, index.get("two.wav")!.sha256];
    };
    assert.deepEqual(await hashes(), [sha256(toneWav(0)), sha256(other)]);
    await changeIndex(folder, longAgo);
    await Deno.rename(one, join(folder, "three.wav"));
    await Deno.rename(two, one);
    await Deno.rename(join(folder, "three.wav"), two);
    assert.deepEqual(await hashes(), [sha256(other), sha256(toneWav(0))]);
  });
});

Deno.test("G01: recheck sees a change that size, times and place hide", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    const path = join(folder, "a.wav");
    const bytes = toneWav(0);
    bytes[100] ^= 1;
    await Deno.writeFile(path, bytes);
    const { mtime, ctime } = await Deno.stat(path);
    // As if the change had left no trace: an old reading under the new times.
    await changeIndex(
      folder,
      (text) =>
        longAgo(text).replace(/"modifiedMs":\d+/, `"modifiedMs":${mtime!.getTime()}`)
          .replace(/"changedMs":\d+/, `"changedMs":${ctime!.getTime()}`),
    );
    const before = (await indexClips(folder, names)).get("a.wav")!;
    assert.equal(before.sha256, sha256(toneWav(0)));
    const rechecked = (await indexClips(folder, names, { recheck: true })).get("a.wav")!;
    assert.equal(rechecked.sha256, sha256(bytes));
    assert.equal((await indexClips(folder, names)).get("a.wav")!.sha256, sha256(bytes));
  });
});

Deno.test("A13: what the decoder refuses, the index refuses, damage behind the header too", async () => {
  await withClips(async (folder) => {
    const gsm = toneWav(1);
    gsm[20] = 0x31;
    await Deno.writeFile(join(folder, "gsm.wav"), gsm);
    const flac = Uint8Array.from(atob(flacFixture.cases[0].flac), (c) => c.charCodeAt(0));
    await Deno.writeFile(join(folder, "whole.flac"), flac);
    await Deno.writeFile(join(folder, "cut.flac"), flac.subarray(0, flac.length / 2));
    const entries = await indexClips(folder, ["gsm.wav", "whole.flac", "cut.flac"]);
    assert.match(entries.get("gsm.wav")!.fault, /found format 49/);
    assert.equal(entries.get("whole.flac")!.fault, "");
    assert.match(entries.get("cut.flac")!.fault, /to be a whole FLAC file, but it is truncated/);
  });
});

Deno.test("a fault of the system passes and is not kept; one of the content is", async () => {
  if (Deno.build.os !== "linux") return;
  await withClips(async (folder) => {
    // Reading this file of the kernel at its start ends in an input/output error.
    await Deno.symlink("/proc/self/mem", join(folder, "eio.wav"));
    await Deno.writeTextFile(join(folder, "text.wav"), "no audio");
    const names = ["a.wav", "eio.wav", "text.wav"];
    const faults = async () => {
      const index = await indexClips(folder, names);
      return names.map((name) => index.get(name)!.fault);
    };
    const [none, eio, text] = await faults();
    assert.equal(none, "");
    assert.match(eio, /Input\/output error/);
    const kept = await Deno.readTextFile(indexPath(folder));
    assert.ok(kept.includes("text.wav") && !kept.includes("eio.wav"));
    await Deno.remove(join(folder, "eio.wav"));
    await Deno.writeFile(join(folder, "eio.wav"), toneWav(3));
    assert.deepEqual(await faults(), ["", "", text]);
  });
});

Deno.test("too many open files is a fault that passes", async () => {
  await withClips(async (folder, names) => {
    const script = join(folder, "index.ts");
    const source = new URL("./clip_index.ts", import.meta.url).href;
    await Deno.writeTextFile(
      script,
      `import { indexClips } from ${JSON.stringify(source)};
       const [folder, ...names] = Deno.args;
       const held = [];
       const limit = Number(Deno.env.get("HELD"));
       // Takes all descriptors that there are, and those that the program gives back at its start.
       for (let turn = 0; turn < 5; turn++) {
         try { while (held.length < limit) held.push(Deno.openSync(folder + "/" + names[0])); } catch {}
         await new Promise((resolve) => setTimeout(resolve, 20));
       }
       const index = await indexClips(folder, names, { quiet: true });
       console.log(JSON.stringify([...index.values()].map(({ fault }) => fault)));
       console.error(held.length); // Still needed.`,
    );
    const run = async (held: number, tries = 5): Promise<string[]> => {
      const config = new URL("../../deno.json", import.meta.url).pathname;
      const { stdout, stderr } = await new Deno.Command("sh", {
        args: [
          "-c",
          'ulimit -n 256; exec "$@"',
          "sh",
          Deno.execPath(),
          "run",
          "-A",
          "--no-check",
          "--frozen",
          "--config",
          config,
          script,
          folder,
          ...names,
        ],
        env: { HELD: String(held) },
      }).output();
      const errors = new TextDecoder().decode(stderr);
      // Without descriptors Deno itself may end before its program does.
      if (errors.includes("Deno has panicked") && tries > 1) return await run(held, tries - 1);
      const text = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
      assert.ok(text.startsWith("["), errors);
      return JSON.parse(text);
    };
    const full = await run(1_000);
    assert.ok(full.some((fault) => /open files|os error 24/.test(fault)), full.join());
    assert.deepEqual(await run(0), ["", ""]);
  });
});

Deno.test("the same folder gives the same index, in the order of its names", async () => {
  await withClips(async (folder, names) => {
    await writeClips(folder, ["B.wav", "a/z.wav", "c.wav"]);
    await indexClips(folder, ["c.wav", "a/z.wav", ...names, "B.wav"]);
    const { entries } = JSON.parse(await Deno.readTextFile(indexPath(folder)));
    assert.deepEqual(Object.keys(entries), ["B.wav", "a.wav", "a/z.wav", "b/c.wav", "c.wav"]);
  });
});
