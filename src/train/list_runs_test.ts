import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeRun } from "../report/testing/made_run.ts";
import { defaultConfig } from "./default_config.ts";
import { bestRun, exportedNotes, listRuns } from "./list_runs.ts";
import { BEST_WEIGHTS, EXPORT_FILES, writeManifest } from "./manifest.ts";
import { isRunLocked, lockRun, readRun, type RunCorpus } from "./runs.ts";

const listedCorpus = madeCorpus({ classes: 2, speakers: 3, texts: 4, takes: 2 });

Deno.test("each run is listed with its state, and what is none is passed over", () =>
  withTemporaryFolder(async (runs) => {
    assert.deepEqual(await listRuns(join(runs, "nowhere")), []);
    const { metrics } = await madeRun(join(runs, "b finished"), listedCorpus);
    await madeRun(join(runs, "c interrupted"), listedCorpus, { config: { seed: 4 } });
    await Deno.remove(join(runs, "c interrupted", "metrics.json"));
    await madeRun(join(runs, "a broken"), listedCorpus);
    await Deno.writeTextFile(join(runs, "a broken", "config.json"), "{");
    await Deno.mkdir(join(runs, "no run"));
    await Deno.writeTextFile(join(runs, "a file"), "");

    const [broken, finished, interrupted, ...more] = await listRuns(runs);
    assert.equal(more.length, 0);
    assert.equal(broken.state, "broken");
    assert.match(broken.fault, /config\.json/);
    assert.deepEqual(
      [finished.state, finished.corpus, finished.seed, finished.accuracy, finished.fault],
      ["finished", "made", 1, metrics.accuracy, ""],
    );
    assert.deepEqual(
      [interrupted.state, interrupted.seed, interrupted.accuracy],
      ["interrupted", 4, null],
    );
    assert.ok(!isNaN(Date.parse(interrupted.time!)));

    const lock = await lockRun(interrupted.folder);
    assert.equal(await isRunLocked(interrupted.folder), true);
    assert.equal((await listRuns(runs))[2].state, "running");
    await lock.release(false);
    assert.equal((await listRuns(runs))[2].state, "interrupted");
  }));

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });

/** A run's folder, with metrics written so many seconds after the epoch; undefined for none. */
async function writeRun(
  folder: string,
  kind: RunCorpus["kind"],
  finishedS?: number,
  { metrics = {}, synthetic = true, ...changes }: {
    metrics?: { accuracy?: number };
    synthetic?: boolean;
    protocol?: "paper" | "speaker";
    fold?: string;
    pseudoLabelled?: unknown;
    network?: unknown;
    features?: unknown;
    training?: unknown;
  } = {},
) {
  await Deno.mkdir(folder, { recursive: true });
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(join(folder, name), JSON.stringify(value));
  await write("config.json", { ...defaultConfig({ ...corpus, kind }), ...changes });
  const { id, title, classes } = corpus;
  await write("corpus.json", { id, title, classes, synthetic, kind });
  await write("normaliser.json", { kind: "none", mean: [], deviation: [] });
  if (finishedS === undefined) return;
  await write("metrics.json", metrics);
  await Deno.utime(join(folder, "metrics.json"), finishedS, finishedS);
}

Deno.test("of runs that tell nothing more the newest on recordings is taken, others are passed over", async () => {
  await withTemporaryFolder(async (runs) => {
    assert.equal(await bestRun(join(runs, "nowhere"), "audio"), undefined);
    await writeRun(join(runs, "unfinished"), "audio");
    await writeRun(join(runs, "table"), "features", 900);
    await Deno.writeTextFile(join(runs, "a file"), "");
    assert.equal(await bestRun(runs, "audio"), undefined);

    await writeRun(join(runs, "old"), "audio", 100);
    await writeRun(join(runs, "new"), "audio", 200);
    await writeRun(join(runs, "broken"), "audio", 300);
    await Deno.writeTextFile(join(runs, "broken", "config.json"), "{");
    await writeRun(join(runs, "pictures"), "images", 400);
    assert.equal((await bestRun(runs, "audio"))?.folder, join(runs, "new"));
    assert.equal((await bestRun(runs, "images"))?.folder, join(runs, "pictures"));
  });
});

Deno.test("the best suitable run is taken, not the newest", async () => {
  await withTemporaryFolder(async (runs) => {
    const taken = async () => (await bestRun(runs, "audio"))?.folder.slice(runs.length + 1);
    const { network, features, training } = defaultConfig(corpus, { model: "linearFunctionals" });
    const other = (accuracy: number, fold: string) => ({
      ...{ synthetic: false, protocol: "speaker" as const, fold, metrics: { accuracy } },
    });
    await writeRun(join(runs, "generated"), "audio", 900, { metrics: { accuracy: 1 } });
    assert.equal(await taken(), "generated");
    await writeRun(join(runs, "random split"), "audio", 100, {
      ...{ synthetic: false, metrics: { accuracy: 0.99 } },
    });
    assert.equal(await taken(), "random split");
    // Its folds' mean is 0.6, that of the next one 0.7, whatever the luckiest fold.
    await writeRun(join(runs, "speaker a"), "audio", 200, other(0.9, "a"));
    await writeRun(join(runs, "speaker b"), "audio", 300, other(0.3, "b"));
    assert.equal(await taken(), "speaker b");
    const better = { ...other(0.7, "a"), network, features, training };
    await writeRun(join(runs, "functionals"), "audio", 150, better);
    assert.equal(await taken(), "functionals");
    // One that was adapted to the speakers of its test set has the best figure, but not for others.
    const from = { from: "0".repeat(64), share: 1, repeats: 1 };
    await writeRun(join(runs, "adapted"), "audio", 950, { ...other(1, "a"), pseudoLabelled: from });
    assert.equal(await taken(), "functionals");
    const folder = join(runs, "final");
    await writeRun(folder, "audio", undefined, { ...other(0, ""), metrics: {} });
    const config = JSON.parse(await Deno.readTextFile(join(folder, "config.json")));
    await Deno.writeTextFile(
      join(folder, "config.json"),
      JSON.stringify({ ...config, final: true }),
    );
    assert.equal(await taken(), "functionals");
    await Deno.writeTextFile(
      join(folder, "final.json"),
      JSON.stringify({
        ...{ version: 1, protocol: "speaker", folds: { found: 2, of: 3 }, seeds: [1] },
        lines: [{ knowledge: "nothing", clips: null, accuracy: 0.4, macroRecall: 0.4, count: 9 }],
        runs: ["speaker a", "speaker b"],
      }),
    );
    assert.equal(await taken(), "final");
  });
});

Deno.test("a run whose scores were measured comes before any claim, and has no part in it", () =>
  withTemporaryFolder(async (runs) => {
    const taken = async () => {
      const run = await bestRun(runs, "audio");
      return [run?.folder.slice(runs.length + 1), run?.claimed ?? false];
    };
    const claim = async (name: string, how: Parameters<typeof writeRun>[3]) => {
      await writeRun(join(runs, name), "audio", 900, { synthetic: false, ...how });
      await writeManifest(join(runs, name), true);
    };
    await claim("claimed", { protocol: "speaker", metrics: { accuracy: 0.999 } });
    assert.deepEqual(await taken(), ["claimed", true]);
    // A network made of generated data says nothing of anybody, however it was measured.
    await writeRun(join(runs, "generated"), "audio", 100, { metrics: { accuracy: 1 } });
    assert.deepEqual(await taken(), ["claimed", true]);
    const measured = { synthetic: false, metrics: { accuracy: 0.6 } };
    await writeRun(join(runs, "measured"), "audio", 100, measured);
    assert.deepEqual(await taken(), ["measured", false]);
    // The claim of another run of its network does not lift a worse one above it.
    const { network, features, training } = defaultConfig(corpus, { model: "linearFunctionals" });
    const other = { network, features, training };
    await writeRun(join(runs, "worse"), "audio", 200, {
      ...{ ...other, ...measured, metrics: { accuracy: 0.55 } },
    });
    await claim("worse, claimed", { ...other, metrics: { accuracy: 1 } });
    assert.deepEqual(await taken(), ["measured", false]);
  }));

Deno.test("a folder that export wrote is no run until it is imported", () =>
  withTemporaryFolder(async (runs) => {
    const { keras, tfjs, bundle } = EXPORT_FILES;
    const contents = { keras: [keras], tfjs: [tfjs], unpacked: [bundle, BEST_WEIGHTS] };
    for (const [name, files] of Object.entries(contents)) {
      const folder = join(runs, name);
      await writeRun(folder, "audio", 100, { metrics: { accuracy: 0.9 } });
      for (const file of files) await Deno.writeTextFile(join(folder, file), "");
      const weights = join(folder, files.at(-1)!);
      const why = `it is what \`export\` wrote; \`import ${weights} RUN\` makes a run of it`;
      const message = `Expected ${folder} to be a run's folder, but ${why}`;
      await assert.rejects(readRun(folder), { name: "UserError", message });
      assert.deepEqual(await exportedNotes(runs), [`Left out ${folder}: ${why}`]);
      const [{ state, fault, accuracy }] = await listRuns(runs);
      assert.deepEqual([state, fault, accuracy], ["exported", message, null]);
      assert.equal(await bestRun(runs, "audio"), undefined);
      await Deno.remove(folder, { recursive: true });
    }
    // A run stays one, whatever is exported into its folder, with a manifest or from before those.
    const folder = join(runs, "run");
    await writeRun(folder, "audio", 100);
    for (const name of [tfjs, BEST_WEIGHTS]) await Deno.writeTextFile(join(folder, name), "");
    assert.equal((await bestRun(runs, "audio"))?.folder, folder);
    await Deno.remove(join(folder, BEST_WEIGHTS));
    await writeManifest(folder);
    assert.equal((await bestRun(runs, "audio"))?.folder, folder);
    assert.deepEqual(await exportedNotes(runs), []);
    assert.deepEqual(await exportedNotes(join(runs, "nowhere")), []);
  }));

Deno.test("a run without a figure comes behind one with a poor figure, however new it is", async () => {
  await withTemporaryFolder(async (runs) => {
    const { network, features, training } = defaultConfig(corpus, { model: "linearFunctionals" });
    const poor = { synthetic: false, metrics: { accuracy: 0.4 } };
    await writeRun(join(runs, "poor"), "audio", 100, poor);
    await writeRun(join(runs, "none"), "audio", 900, {
      ...{ synthetic: false, network, features, training },
    });
    assert.equal((await bestRun(runs, "audio"))?.folder, join(runs, "poor"));
  });
});
