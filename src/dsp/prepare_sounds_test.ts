import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { type PreparedFile, prepareSounds } from "./prepare_sounds.ts";
import { testFeatures } from "./testing/test_features.ts";

Deno.test("several threads prepare what one does, in order, faults and long files in place", async () => {
  await withTemporaryFolder(async (folder) => {
    const paths: string[] = [];
    for (let at = 0; at < 100; at++) {
      const path = join(folder, `${at}.wav`);
      const samples = Float32Array.from(
        { length: 3000 + 40 * at },
        (_, n) => Math.sin(n / (at + 9)),
      );
      await Deno.writeFile(path, encodeWav(samples.map((value) => 0.4 * value), 16_000));
      paths.push(path);
    }
    await Deno.writeTextFile(paths[17], "no sound");
    await Deno.writeFile(paths[60], encodeWav(new Float32Array(16_000), 16_000));
    const all = async (threads: number) => {
      const found: PreparedFile[] = [];
      const how = { longestS: 0.7, threads };
      for await (const some of prepareSounds(paths, testFeatures, how)) found.push(...some);
      return found;
    };
    const [one, two] = [await all(1), await all(2)];
    assert.equal(one.length, 100);
    assert.ok(one[17] instanceof UserError && two[17] instanceof UserError);
    assert.equal(two[17].message, one[17].message);
    assert.match(one[17].message, /17\.wav/);
    assert.equal(one[60], "long");
    assert.deepEqual(two.toSpliced(17, 1), one.toSpliced(17, 1));
    const last = one[99];
    assert.ok(last !== "long" && "measures" in last);
    assert.ok(Math.abs(last.measures.durationS - 6960 / 16_000) < 1e-9);
  });
});

Deno.test("whoever takes no more ends the threads", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "a.wav");
    await Deno.writeFile(path, encodeWav(new Float32Array(1600).fill(0.1), 16_000));
    const paths = new Array<string>(200).fill(path);
    for await (const some of prepareSounds(paths, testFeatures, { longestS: 1, threads: 2 })) {
      assert.equal(some.length, 16);
      break;
    }
  });
});
