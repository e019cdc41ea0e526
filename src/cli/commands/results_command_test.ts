import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { type ListedRun, listRuns } from "../../train/list_runs.ts";
import type { ModelName } from "../../train/network_config.ts";
import { type RunConfig, runName } from "../../train/run_config.ts";
import { runProgram } from "../testing/run_program.ts";
import { filterRuns, resultsCsv, resultsText, sortRuns } from "./results_command.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 6, takes: 2 });

async function withRuns(test: (folder: string, runs: ListedRun[]) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    await madeRun(join(folder, "a poor"), corpus, { skill: 0, config: { seed: 2 } });
    const config = { protocol: "speaker", fold: "speaker1" } as const;
    await madeRun(join(folder, "b good"), { ...corpus, synthetic: false }, { skill: 1, config });
    await madeRun(join(folder, "c broken"), corpus);
    await Deno.writeTextFile(join(folder, "c broken", "corpus.json"), "[");
    await test(folder, await listRuns(folder));
  });
}

const names = (runs: ListedRun[]) => runs.map(({ name }) => name);

Deno.test("runs are filtered by each column and sorted with the best score first", () =>
  withRuns((_folder, runs) => {
    assert.deepEqual(names(filterRuns(runs, { corpus: ["made", "tess"] })), ["a poor", "b good"]);
    assert.deepEqual(names(filterRuns(runs, { protocol: ["speaker"] })), ["b good"]);
    assert.deepEqual(names(filterRuns(runs, { seed: 2 })), ["a poor"]);
    assert.deepEqual(names(filterRuns(runs, { state: "broken" })), ["c broken"]);
    assert.deepEqual(names(filterRuns(runs, { network: ["denseFeatures"] })), []);
    assert.deepEqual(names(sortRuns(runs, "accuracy")), ["b good", "a poor", "c broken"]);
    assert.deepEqual(names(sortRuns(runs, "protocol")), ["a poor", "b good", "c broken"]);
    return Promise.resolve();
  }));

Deno.test("the table says SYNTHETIC and why a run is broken; CSV reads back", () =>
  withRuns((folder, runs) => {
    const text = resultsText(runs, 200);
    assert.match(
      text,
      /\na poor \(SYNTHETIC\) +made +paper +- +2 +emotionUnet +nothing known +\d+ +0\.\d{4}/,
    );
    assert.match(text, /\nb good +made +speaker +speaker1 +1 /);
    assert.match(text, /\n\nc broken: .*corpus\.json/);
    const rows = parse(resultsCsv(runs), { columns: true }) as Record<string, string>[];
    assert.equal(Number(rows[1].accuracy), runs[1].accuracy);
    assert.equal(rows[1].folder, join(folder, "b good"));
    assert.equal(rows[2].accuracy, "");
    return Promise.resolve();
  }));

Deno.test("the command filters, and says where nothing fits", () =>
  withRuns(async (folder) => {
    const listed = await runProgram("results", "--runs", folder, "--state", "finished", "--json");
    assert.deepEqual(names(JSON.parse(listed.stdout)), ["a poor", "b good"]);
    const none = await runProgram("results", "--runs", folder, "--corpus", "tess");
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Expected runs in .* that fit, but found none/);
  }));

Deno.test("a folder that does not exist is refused in every form, one without runs is not", () =>
  withTemporaryFolder(async (folder) => {
    for (const form of [["--json"], ["--csv"], []]) {
      const missing = await runProgram("results", "--runs", join(folder, "none"), ...form);
      assert.deepEqual([missing.code, missing.stdout], [2, ""]);
      assert.match(
        missing.stderr,
        /^error: Expected a folder of runs at .*none, but there is none$/m,
      );
    }
    const empty = await runProgram("results", "--runs", folder, "--json");
    assert.deepEqual([empty.code, empty.stdout], [0, "[]\n"]);
  }));

Deno.test("models of one kind are told apart, and adapted runs are not mixed in by score", () =>
  withTemporaryFolder(async (folder) => {
    const speech = (model: ModelName, more: Partial<RunConfig> = {}) => ({
      ...defaultConfig(corpus, { model, protocol: "speaker", fold: "speaker1" }),
      ...more,
    });
    const adapted = { pseudoLabelled: { from: "0".repeat(64), share: 1, repeats: 3 } };
    const narrow = speech("denseFunctionals").network as { kind: "denseFunctionals" };
    const made: [string, Partial<RunConfig>, number][] = [
      ["1", speech("denseFunctionals"), 0.3],
      ["2", speech("denseFunctionals", { network: { ...narrow, units: [64] } as never }), 0.1],
      ["3", speech("linearFunctionals"), 0.6],
      ["4", speech("voiceFunctionals"), 0.5],
      ["5", speech("linearFunctionals", adapted), 1],
      ["6", speech("linearFunctionals", { pretrained: "0".repeat(64) }), 0.1],
    ];
    for (const [name, config, skill] of made) {
      await madeRun(join(folder, name), corpus, { config, skill });
    }
    const runs = await listRuns(folder);
    assert.deepEqual(runs.map(({ model, kind, network }) => [model, kind, network]), [
      ["denseFunctionals", "inductive", "denseFunctionals"],
      ["denseFunctionals-units64", "inductive", "denseFunctionals"],
      ["linearFunctionals", "inductive", "denseFunctionals"],
      ["voiceFunctionals", "inductive", "denseFunctionals"],
      ["linearFunctionals", "transductive", "denseFunctionals"],
      ["linearFunctionals", "inductive", "denseFunctionals"],
    ]);
    const best = sortRuns(runs, "accuracy");
    assert.equal(best.at(-1)!.name, "5");
    assert.ok(best.at(-1)!.accuracy! >= best[0].accuracy!);
    assert.deepEqual(names(filterRuns(runs, { model: ["linearFunctionals"] })), ["3", "5", "6"]);
    assert.deepEqual(names(filterRuns(runs, { kind: "transductive" })), ["5"]);
    assert.match(resultsText(runs, 200), /\n5 .* linearFunctionals, adapted +unlabelled clips +\d/);
    assert.match(resultsText(runs, 60), /\n\n6: pretrained$/);
    const folders = made.map(([, config]) => runName({ ...defaultConfig(corpus), ...config }));
    assert.match(folders[3], /^made-voiceFunctionals-speaker-speaker1-seed1-[0-9a-f]{8}$/);
    assert.match(folders[4], /^made-linearFunctionals-adapted-speaker-speaker1-seed1-/);
  }));
