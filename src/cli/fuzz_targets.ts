/**
 * Readers above the benchmarks that `bench hardening` fuzzes with the others: notebooks and
 * settings.
 */
import { join } from "node:path";
import { z } from "zod";
import type { FuzzTarget } from "../../bench/hardening/fuzz_targets.ts";
import { mutateJson } from "../../bench/hardening/mutations.ts";
import { parseJson } from "../base/json.ts";
import { readNotebook, setParameters } from "../notebook/notebook_file.ts";
import { createProgram } from "./create_program.ts";
import { applySettings } from "./settings_file.ts";

const notebook = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title"] },
    {
      cell_type: "code",
      metadata: { tags: ["parameters"] },
      execution_count: null,
      source: "const seed = 1;\nlet corpusId = 'turev';",
      outputs: [],
    },
  ],
  metadata: { kernelspec: { name: "duygu", display_name: "Duygu" } },
  nbformat: 4,
  nbformat_minor: 5,
};
const settings = { data: "/data", engine: "wasm", quiet: true, train: { epochs: 3 } };
const settingsSchema = z.record(z.string(), z.unknown());

/** JSON. */
export const fuzzTargets: readonly FuzzTarget[] = [
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
    name: "JSON: settings",
    weight: 40,
    attempt: (random) => {
      const values = parseJson(mutateJson(settings, random), settingsSchema, "fuzz");
      applySettings(createProgram(), { path: "fuzz", values: values as never }, ["train"]);
    },
  },
];
