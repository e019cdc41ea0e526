/** Readers of JSON: runs' configurations, descriptions of corpora, notebooks, studies, settings. */
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../../src/base/parse_json.ts";
import { readJournal } from "../../../src/bayesopt/journal.ts";
import { applySettings } from "../../../src/cli/settings_file.ts";
import { createProgram } from "../../../src/cli/create_program.ts";
import { describedNameReader, descriptionSchema } from "../../../src/data/corpora/described.ts";
import { madeCorpus } from "../../../src/data/testing/made_corpus.ts";
import { readNotebook } from "../../../src/notebook/notebook_file.ts";
import { setParameters } from "../../../src/notebook/set_parameters.ts";
import { defaultConfig } from "../../../src/train/default_config.ts";
import { configChangesSchema, overrideConfig } from "../../../src/train/override_config.ts";
import type { FuzzTarget } from "../fuzz_target.ts";
import { mutateJson } from "../inputs/mutate_json.ts";

const corpus = madeCorpus({ classes: 3, speakers: 3, texts: 2, takes: 2 });
const config = defaultConfig(corpus);
const description = {
  ...{ id: "emodb", title: "EmoDB", root: "/corpora/emodb", kind: "audio" },
  ...{ pattern: "{speaker}_{text}_{class}", classes: ["angry", "happy"] },
  codes: { W: "angry", F: "happy" },
};
const notebook = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title"] },
    {
      ...{ cell_type: "code", metadata: { tags: ["parameters"] }, execution_count: null },
      ...{ source: "const seed = 1;\nlet corpusId = 'turev';", outputs: [] },
    },
  ],
  metadata: { kernelspec: { name: "duygu", display_name: "Duygu" } },
  ...{ nbformat: 4, nbformat_minor: 5 },
};
const at = "2026-01-01T00:00:00.000Z";
const events = [
  { event: "asked", at, trial: 0, parameters: { x: 0.5 }, origin: "design" },
  { event: "started", at, trial: 0, worker: "a" },
  { event: "reported", at, trial: 0, step: 1, value: 1.5 },
  { event: "finished", at, trial: 0, value: 1.5, details: {} },
];
const settings = { data: "/data", engine: "wasm", quiet: true, train: { epochs: 3 } };
const settingsSchema = z.record(z.string(), z.unknown());

/** JSON. */
export const jsonTargets: FuzzTarget[] = [
  {
    name: "JSON: a run's configuration",
    weight: 60,
    attempt: (random) => {
      const changes = parseJson(mutateJson(config, random), configChangesSchema, "fuzz");
      overrideConfig(config, changes, "fuzz");
    },
  },
  {
    name: "JSON: a corpus's description",
    weight: 150,
    attempt: (random) => {
      const read = parseJson(mutateJson(description, random), descriptionSchema, "fuzz");
      describedNameReader(read)(random.pick(["a_b_W.wav", "a/b/c.wav", "İ_ı_F.flac", ""]));
    },
  },
  {
    name: "JSON: a notebook and its parameters",
    weight: 8,
    attempt: async (random, folder) => {
      const path = join(folder, "notebook.ipynb");
      Deno.writeTextFileSync(path, mutateJson(notebook, random));
      const name = random.pick(["seed", "corpusId", "__proto__", "x; Deno.exit()", ""]);
      setParameters(await readNotebook(path), { [name]: mutateJson(1, random) });
    },
  },
  {
    name: "JSON: a study's journal",
    weight: 6,
    attempt: async (random, folder) => {
      const path = join(folder, "study.jsonl");
      const lines = events.map((event) =>
        random.uniform() < 0.5 ? JSON.stringify(event) : mutateJson(event, random)
      );
      Deno.writeTextFileSync(path, lines.join("\n") + random.pick(["", "\n"]));
      await readJournal(path);
    },
  },
  {
    name: "JSON: settings",
    weight: 40,
    attempt: (random) => {
      const values = parseJson(mutateJson(settings, random), settingsSchema, "fuzz");
      applySettings(createProgram(), { path: "fuzz", values: values as never }, ["train"]);
    },
  },
];
