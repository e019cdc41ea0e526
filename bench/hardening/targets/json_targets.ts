/** Readers of JSON: runs' configurations, descriptions of corpora, studies. */
import { join } from "node:path";
import { parseJson } from "../../../src/base/json.ts";
import { readJournal } from "../../../src/bayesopt/journal.ts";
import { describedNameReader, descriptionSchema } from "../../../src/data/described_corpus.ts";
import { madeCorpus } from "../../../src/data/made_inputs.ts";
import { defaultConfig } from "../../../src/train/default_config.ts";
import { configChangesSchema, overrideConfig } from "../../../src/train/run_config.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { mutateJson } from "../mutations.ts";

const corpus = madeCorpus({ classes: 3, speakers: 3, texts: 2, takes: 2 });
const config = defaultConfig(corpus);
const description = {
  id: "emodb",
  title: "EmoDB",
  root: "/corpora/emodb",
  kind: "audio",
  pattern: "{speaker}_{text}_{class}",
  classes: ["angry", "happy"],
  codes: { W: "angry", F: "happy" },
};
const at = "2026-01-01T00:00:00.000Z";
const events = [
  { event: "asked", at, trial: 0, parameters: { x: 0.5 }, origin: "design" },
  { event: "started", at, trial: 0, worker: "a" },
  { event: "reported", at, trial: 0, step: 1, value: 1.5 },
  { event: "finished", at, trial: 0, value: 1.5, details: {} },
];

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
];
