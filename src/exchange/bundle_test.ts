import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { ZipFile } from "yazl";
import { sha256 } from "../base/files.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { CHECKPOINT } from "../train/checkpoint.ts";
import { BEST_WEIGHTS, isClaimed } from "../train/manifest.ts";
import { openModel } from "../train/predict.ts";
import { runFigures } from "../train/run_figures.ts";
import { readRun, type RunDescription } from "../train/runs.ts";
import { trainMadeTable } from "../train/testing/made_table_run.ts";
import { decodeTensors, encodeTensors } from "../train/safetensors.ts";
import { openBundle, writeBundle } from "./bundle.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** The finished run of a generated table, once for all tests, and its bundle. */
const { root, made } = await trainMadeTable("duygu-bundle-test-");
const whole = join(root, "made.duygu");
await writeBundle(made, whole);

async function predictions(run: RunDescription): Promise<number[]> {
  const model = await openModel(run);
  try {
    const [, ...shape] = model.network.inputs[0].shape as number[];
    const samples = { ids: ["a", "b"], labels: [0, 0], sampleShape: shape };
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: 2 * size }, (_, at) => Math.sin(at));
    return [...await model.predict({ ...samples, data })];
  } finally {
    model.dispose();
  }
}

Deno.test("a bundle predicts what its run predicts, and makes the same bytes again", async () => {
  const { run, licence, dispose } = await openBundle(whole);
  try {
    const own = await readRun(made);
    assert.deepEqual(await predictions(run), await predictions(own));
    assert.deepEqual(await runFigures(run), await runFigures(own));
    assert.equal(run.name, whole);
    assert.match(licence, /CC BY/);
    assert.ok(await isClaimed(run.folder));
  } finally {
    await dispose();
  }
  await assert.rejects(Deno.stat(run.folder), Deno.errors.NotFound);
  const again = join(root, "again.duygu");
  await writeBundle(made, again);
  assert.deepEqual(await Deno.readFile(again), await Deno.readFile(whole));
});

Deno.test("nothing of where a network was made, or of its clips, is in a bundle", async () => {
  const { run, dispose } = await openBundle(whole);
  const names = [...Deno.readDirSync(run.folder)].map(({ name }) => name);
  await dispose();
  for (const name of ["environment.json", "split.json", "predictions.csv"]) {
    assert.ok(!names.includes(name), name);
  }
  assert.ok(names.includes("model_card.md"));
});

Deno.test("a bundle of an unfinished run is unfinished, too", () =>
  withTemporaryFolder(async (folder) => {
    for (const name of ["config.json", "corpus.json", "normaliser.json", BEST_WEIGHTS]) {
      await Deno.copyFile(join(made, name), join(folder, name));
    }
    await Deno.copyFile(join(made, BEST_WEIGHTS), join(folder, CHECKPOINT));
    const path = join(folder, "cut.duygu");
    await writeBundle(folder, path);
    const { run, dispose } = await openBundle(path);
    await dispose();
    assert.equal(run.unfinished, true);
    assert.equal((await readRun(made)).unfinished, undefined);
    // Measured, and killed before it removed its checkpoint.
    await Deno.copyFile(join(made, "metrics.json"), join(folder, "metrics.json"));
    assert.equal((await readRun(folder)).unfinished, undefined);
  }));

/** A file of a bundle that somebody made by hand. */
interface Entry {
  name: string;
  bytes: Uint8Array;
  compress?: boolean;
  mode?: number;
}

/** The files of the whole bundle. */
async function entriesOf(): Promise<Entry[]> {
  const { run, dispose } = await openBundle(whole);
  const names = [...Deno.readDirSync(run.folder)].map(({ name }) => name)
    .filter((name) => name !== "manifest.json");
  const entries = await Promise.all(
    names.map(async (name) => ({ name, bytes: await Deno.readFile(join(run.folder, name)) })),
  );
  await dispose();
  return entries;
}

/** bundle.json that fits `entries`. */
function indexOf(entries: readonly Entry[], changes = {}): Entry {
  const files = Object.fromEntries(entries.map(({ name, bytes }) => [
    name,
    { bytes: bytes.length, sha256: sha256(bytes) },
  ]));
  const index = { format: "duygu bundle", version: 1, licence: "free", files, ...changes };
  return { name: "bundle.json", bytes: new TextEncoder().encode(JSON.stringify(index)) };
}

async function writeZip(path: string, entries: readonly Entry[]): Promise<void> {
  const zip = new ZipFile();
  for (const { name, bytes, compress = false, mode } of entries) {
    zip.addBuffer(Buffer.from(bytes), name, { compress, mode });
  }
  zip.end();
  const bytes = Buffer.concat(await Array.fromAsync(zip.outputStream) as Buffer[]);
  // The writer refuses such names itself.
  for (let at = 0; (at = bytes.indexOf("@@", at)) >= 0;) bytes.write("..", at);
  await Deno.writeFile(path, bytes);
}

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

Deno.test("hostile bundles are refused in one sentence that names them", async (t) => {
  const entries = await entriesOf();
  const changed = (name: string, bytes: Uint8Array) =>
    entries.map((entry) => entry.name === name ? { ...entry, bytes } : entry);
  const weights = entries.find(({ name }) => name === BEST_WEIGHTS)!.bytes;
  const { tensors, metadata } = decodeTensors(new Uint8Array(weights), "weights");
  const [first] = tensors.keys();
  const withTensor = (values: Float32Array, shape = [values.length]) => {
    const others = new Map([...tensors, [first, { shape, values }]]);
    return new Uint8Array(Buffer.concat([...encodeTensors({ tensors: others, metadata })]));
  };
  const notANumber = tensors.get(first)!.values.slice();
  notANumber[0] = NaN;
  const configOf = (entry: Entry) => JSON.parse(new TextDecoder().decode(entry.bytes));
  const runConfig = configOf(entries.find(({ name }) => name === "config.json")!);
  const huge = { ...runConfig, network: { ...runConfig.network, units: [60_000, 60_000, 60_000] } };
  const own = { name: "config.json", bytes: new Uint8Array(8) };
  const cases: Record<string, { entries: Entry[]; index?: object; message: RegExp }> = {
    "a path that leaves": {
      entries: [...entries, { name: "@@/config.json", bytes: new Uint8Array(1) }],
      message: /it holds \.\.\/config\.json, a path that leads out of it/,
    },
    "a file that no bundle has": {
      entries: [...entries, { name: "run.sh", bytes: new Uint8Array(1) }],
      message: /it holds run\.sh/,
    },
    "a link": {
      entries: entries.map((entry) =>
        entry.name === "corpus.json" ? { ...entry, mode: 0o120777 } : entry
      ),
      message: /it holds corpus\.json/,
    },
    "a file twice": { entries: [...entries, own], message: /it holds config\.json twice/ },
    "more than it is": {
      entries: [
        ...entries.filter(({ name }) => name !== "model_card.md"),
        { name: "model_card.md", bytes: new Uint8Array(5e6), compress: true },
      ],
      message: /its files are larger than it is/,
    },
    "no weights": {
      entries: entries.filter(({ name }) => name !== BEST_WEIGHTS),
      message: /it has no best\.safetensors/,
    },
    "another version": {
      entries,
      index: { version: 2 },
      message: /bundle\.json of .* field version/,
    },
    "a hash of something else": {
      entries,
      index: {
        files: Object.fromEntries(entries.map(({ name, bytes }) => [
          name,
          { bytes: bytes.length, sha256: "0".repeat(64) },
        ])),
      },
      message: /is not what bundle\.json says/,
    },
    "a file that is not listed": {
      entries,
      index: { files: {} },
      message: /bundle\.json and its files differ in/,
    },
    "a field that no configuration has": {
      entries: changed("config.json", text({ ...runConfig, command: "rm" })),
      message: /config\.json/,
    },
    "classes that are no names": {
      entries: changed("corpus.json", text({ id: 1 })),
      message: /corpus\.json field id/,
    },
    "a network of terabytes": {
      entries: changed("config.json", text(huge)),
      message: /at most \d+|best\.safetensors/,
    },
    "weights of another shape": {
      entries: changed(BEST_WEIGHTS, withTensor(new Float32Array(3))),
      message: /to have the shape/,
    },
    "weights that are no numbers": {
      entries: changed(BEST_WEIGHTS, withTensor(notANumber, tensors.get(first)!.shape)),
      message: /to hold numbers, but found NaN/,
    },
  };
  for (const [what, { entries: some, index, message }] of Object.entries(cases)) {
    await t.step(what, () =>
      withTemporaryFolder(async (folder) => {
        const path = join(folder, "hostile.duygu");
        await writeZip(path, [indexOf(some, index), ...some]);
        await assert.rejects(async () => {
          const { run, dispose } = await openBundle(path);
          try {
            await predictions(run);
          } finally {
            await dispose();
          }
        }, { name: /UserError/, message });
        assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["hostile.duygu"]);
      }));
  }
});

Deno.test("a bundle that is damaged at any of many places is refused, or is the same", () =>
  withTemporaryFolder(async (folder) => {
    const bytes = await Deno.readFile(whole);
    const path = join(folder, "damaged.duygu");
    let refused = 0;
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
      for (const damaged of [bytes.slice(0, at), Uint8Array.from(bytes)]) {
        if (damaged.length === bytes.length) damaged[at] ^= 0x41;
        await Deno.writeFile(path, damaged);
        try {
          await (await openBundle(path)).dispose();
        } catch (error) {
          assert.equal((error as Error).name, "UserError", String(error));
          assert.match((error as Error).message, /damaged\.duygu/);
          assert.ok(!(error as Error).message.includes("\n"));
          refused++;
        }
      }
    }
    assert.ok(refused >= 100, `${refused}`);
    await assert.rejects(openBundle(join(folder, "none")), /Expected a bundle at .*none/);
    await assert.rejects(openBundle(folder), /but it is a folder; a run's folder goes by --run$/);
  }));

Deno.test("what is no bundle is refused in words of its own, not in those of a reader of zips", () =>
  withTemporaryFolder(async (folder) => {
    const bytes = await Deno.readFile(whole);
    const cases: Record<string, [Uint8Array, string]> = {
      "a text": [new TextEncoder().encode("no bundle"), "it is another kind of file"],
      "a short text": [new TextEncoder().encode("P"), "it is another kind of file"],
      "nothing": [new Uint8Array(0), "it is empty"],
      "half a bundle": [bytes.subarray(0, bytes.length / 2), "it is cut short or damaged"],
    };
    const path = join(folder, "given");
    for (const [what, [content, why]] of Object.entries(cases)) {
      await Deno.writeFile(path, content);
      const message =
        `Expected ${path} to be a bundle that \`export --to bundle\` wrote, but ${why}`;
      await assert.rejects(openBundle(path), { name: "UserError", message }, what);
    }
  }));
