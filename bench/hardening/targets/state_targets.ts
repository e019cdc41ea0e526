/**
 * Readers of the files that Duygu itself keeps: runs, splits, results, packs, orders to workers.
 */
import { join } from "node:path";
import { parseJson } from "../../../src/base/json.ts";
import type { Random } from "../../../src/base/random.ts";
import { openRecordCache, writePack } from "../../../src/base/record_pack.ts";
import { UserError } from "../../../src/base/user_error.ts";
import { madeCorpus } from "../../../src/data/made_inputs.ts";
import { splitCorpus } from "../../../src/data/splits/split_corpus.ts";
import { readSplit } from "../../../src/data/splits/split_file.ts";
import { evaluatePredictions } from "../../../src/metrics/evaluate_predictions.ts";
import { auditPublication } from "../../../src/report/audit/audit_publication.ts";
import { auditTableSchema } from "../../../src/report/audit/audit_table.ts";
import exampleTable from "../../../src/report/audit/example_table.json" with { type: "text" };
import { readMeasuredFiles } from "../../../src/report/reproduction/collect_report.ts";
import { readSummary } from "../../../src/report/write_summary.ts";
import { defaultConfig } from "../../../src/train/default_config.ts";
import { readFinishedRun, readRunEnvironment } from "../../../src/train/runs.ts";
import { trialTaskSchema } from "../../../src/tune/trial_task.ts";
import { musicRequestSchema } from "../../../src/web/api_schemas.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { mutateBytes, mutateJson } from "../mutations.ts";

// As text, as the audit's command has it: one process cannot import a file in two ways.

const corpus = madeCorpus({ classes: 3, speakers: 3, texts: 3, takes: 2 });
const config = defaultConfig(corpus);
const { id, title, classes, synthetic, kind } = corpus;
const split = splitCorpus(corpus, { protocol: "text", seed: 1 });
const environment = { engine: { engine: "wasm", version: "1" }, data: "0".repeat(64) };
const metrics = evaluatePredictions([[0.9, 0.1, 0], [0.2, 0.7, 0.1]], [0, 1], classes);
const epoch = {
  epoch: 1,
  trainLoss: 1,
  trainAccuracy: 0.5,
  validationLoss: 1,
  validationAccuracy: 0.5,
  learningRate: 0.001,
};
const run = {
  "config.json": config,
  "corpus.json": { id, title, classes, synthetic, kind },
  "normaliser.json": { kind: "perBin", mean: [0], deviation: [1] },
  "environment.json": environment,
  "metrics.json": metrics,
  "history.jsonl": epoch,
};
const summary = {
  environment,
  command: "duygu bench",
  rows: [{
    corpus: "turev",
    model: "EmotionUnet",
    protocol: "paper",
    metric: "accuracy",
    n: 433,
    published: 0.7782,
    mean: 0.8,
    sd: 0.1,
    seeds: [1, 2],
    values: [0.7, 0.9],
    run: "runs/a",
    synthetic: false,
  }],
};
const measured = {
  "engine.json": {
    environment,
    command: "duygu bench engine",
    rows: [{
      network: "a",
      operation: "train",
      precision: "float32",
      engine: "tensorflow",
      oursMs: 1,
      peersMs: { Keras: 2 },
      ratio: 0.5,
    }],
  },
  "web.json": {
    environment,
    command: "duygu bench web",
    rows: [{ what: "answer", figure: 92, unit: "ms", limit: 300 }],
  },
};
const task = {
  number: 1,
  parameters: { learningRate: 0.001, epochs: 5 },
  subject: { config, data: "0".repeat(64), epochsLimit: 3, trialSeconds: null },
};
const figures: unknown = JSON.parse(exampleTable);
const question = {
  shares: { sad: 0.7, neutral: 0.3 },
  policy: "paper",
  intent: "lift",
  count: 3,
  seed: 1,
  played: ["a"],
  language: "tr",
};

const format = { magic: "FUZZ", valueBytes: 4, size: 8 };
const hashes = ["a", "b", "c"];
const packFolder = await Deno.makeTempDir();
await writePack(
  join(packFolder, "sound"),
  format,
  hashes.map((sha256, at) => ({ sha256, bytes: new Uint8Array(32).fill(at) })),
);
const pack = Deno.readFileSync(join(packFolder, "sound"));
Deno.removeSync(packFolder, { recursive: true });

/** Writes `files` below `folder`, one of them or more damaged. */
function writeDamaged(folder: string, files: Record<string, unknown>, random: Random): void {
  Deno.mkdirSync(folder, { recursive: true });
  const damaged = random.pick(Object.keys(files));
  for (const [name, value] of Object.entries(files)) {
    const isDamaged = name === damaged || random.uniform() < 0.1;
    const text = isDamaged ? mutateJson(value, random) : JSON.stringify(value);
    Deno.writeTextFileSync(join(folder, name), text);
  }
}

/** Duygu's own files. */
export const stateTargets: FuzzTarget[] = [
  {
    name: "JSON: a run",
    weight: 3,
    attempt: async (random, folder) => {
      const path = join(folder, "run");
      writeDamaged(path, run, random);
      await readFinishedRun(path);
      await readRunEnvironment(path);
    },
  },
  {
    name: "JSON: a split",
    weight: 6,
    attempt: async (random, folder) => {
      writeDamaged(folder, { "split.json": split }, random);
      await readSplit(join(folder, "split.json"), corpus);
    },
  },
  {
    name: "JSON: results",
    weight: 3,
    attempt: async (random, folder) => {
      const path = join(folder, "results");
      writeDamaged(path, { "summary.json": summary, ...measured }, random);
      await readSummary(path);
      await readMeasuredFiles(path);
    },
  },
  {
    name: "JSON: figures to audit",
    weight: 2,
    attempt: async (random) => {
      const text = mutateJson(figures, random);
      await auditPublication(parseJson(text, auditTableSchema, "fuzz"), { quiet: true });
    },
  },
  {
    name: "JSON: a trial for a worker",
    weight: 60,
    attempt: (random) => void parseJson(mutateJson(task, random), trialTaskSchema, "fuzz"),
  },
  {
    name: "JSON: a question for music",
    weight: 150,
    attempt: (random) => void parseJson(mutateJson(question, random), musicRequestSchema, "fuzz"),
  },
  {
    name: "pack of features",
    weight: 6,
    attempt: (random, folder) => {
      const path = join(folder, "packs");
      Deno.mkdirSync(path, { recursive: true });
      Deno.writeFileSync(join(path, "one.pack"), mutateBytes(pack, random));
      const found = openRecordCache(path, format).read(hashes);
      // A damaged record is as good as none; a changed one would be a fault.
      for (const [hash, bytes] of found) {
        const at = hashes.indexOf(hash);
        if (bytes.some((byte) => byte !== at)) throw new Error(`${hash} was changed unnoticed`);
      }
      if (found.size < hashes.length) throw new UserError("not all records are sound");
    },
  },
];
