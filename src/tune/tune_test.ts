/** Whole studies of a small network over a generated table. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { runConfigSchema } from "../train/run_config.ts";
import { readRun } from "../train/runs.ts";
import { writeMadeTable } from "./testing/made_table.ts";
import { tune, type TuneOptions } from "./tune.ts";

/** Calls `test` with options for a study in a folder of its own. */
function withTable(test: (options: TuneOptions & { folder: string }) => Promise<void>) {
  return withTemporaryFolder(async (root) => {
    await writeMadeTable(join(root, "data"), 90);
    await test({
      corpus: "anad",
      dataRoot: join(root, "data"),
      folder: join(root, "study"),
      trials: 4,
      epochsLimit: 3,
      quiet: true,
    });
  });
}

const json = async (...path: string[]) => JSON.parse(await Deno.readTextFile(join(...path)));
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("a study leaves its journal, table, best configuration, pictures and final run", async () => {
  await withTable(async (options) => {
    const { folder } = options;
    const { trials, best, config, final, reduced } = await tune(options);
    assert.equal(trials.length, 4);
    assert.ok(trials.every(({ details }) => Number(details.epochs) <= 3));
    assert.equal(best.value, Math.min(...trials.map(({ value }) => value!)));
    assert.equal(reduced, "REDUCED: at most 3 epochs a trial");

    const pictures = ["convergence", "evaluations", "importance", "objective", "parallel"];
    const drawn = pictures.flatMap((name) => [`${name}.png`, `${name}.svg`]);
    const files = ["best.config.json", "final", "journal.jsonl", "study.json", "trials.csv"];
    assert.deepEqual(names(folder), [...files, ...drawn].sort());
    assert.match(await Deno.readTextFile(`${folder}/convergence.svg`), /REDUCED: at most 3 epochs/);
    assert.equal((await Deno.readTextFile(`${folder}/trials.csv`)).trim().split("\n").length, 5);

    const written = runConfigSchema.parse(await json(folder, "best.config.json"));
    assert.deepEqual(written, config);
    assert.equal(config.training.epochs, best.parameters.epochs, "the final model is not reduced");
    assert.deepEqual((await readRun(final!.folder)).config, config);
    assert.equal(final!.history.length > 0 && final!.metrics.count > 0, true);

    const { reduced: stated, subject, space, sessions, protocol } = await json(
      folder,
      "study.json",
    );
    assert.deepEqual([stated, protocol, space.length], [reduced, "paper", 5]);
    assert.match(subject.data, /^[0-9a-f]{64}$/);
    assert.equal(sessions.length, 1);
    assert.ok(sessions[0].deno && sessions[0].workers === 1);
  });
});

Deno.test("the test set never reaches a study: poisoned, it leaves every trial as it was", async () => {
  await withTable(async (options) => {
    const { folder, dataRoot } = options;
    const study = { ...options, final: false };
    const { trials: clean } = await tune(study);
    const testRows = async () => {
      const corpus = await requireCorpus("anad", { dataRoot });
      return splitCorpus(corpus, { protocol: "paper", seed: 1 }).test;
    };
    const hidden = await testRows();
    await poisonRows(join(dataRoot!, "ANAD_Normalized.csv"), hidden);
    assert.deepEqual(await testRows(), hidden, "the split knows nothing of the poison");
    const { trials: poisoned } = await tune({ ...study, folder: `${folder}-poisoned` });
    const told = (of: typeof clean) =>
      of.map(({ parameters, value, reports, details }) => [
        ...[parameters, value, reports, details.validationAccuracy],
      ]);
    assert.deepEqual(told(poisoned), told(clean));
  });
});

/** Gives the rows "row-0001", … other labels, by turns, and absurd features. */
async function poisonRows(path: string, ids: string[]): Promise<void> {
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const next: Record<string, string> = { angry: "happy", happy: "surprised", surprised: "angry" };
  for (const id of ids) {
    const row = Number(id.slice("row-".length));
    const [label, type, ...values] = lines[row].split(",");
    lines[row] = [next[label], type, ...values.map(() => "1e6")].join(",");
  }
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
}

Deno.test("a study goes on to the same points, and only with what it was begun with", async () => {
  await withTable(async (options) => {
    const { folder } = options;
    const begun = { ...options, final: false };
    await assert.rejects(tune({ ...begun, mode: "resume" }), /to resume, but there is none/);
    const { trials: whole } = await tune({ ...begun, trials: 5, folder: `${folder}-whole` });
    await tune({ ...begun, trials: 2 });
    await assert.rejects(tune(begun), /--resume continues it/);
    await assert.rejects(
      tune({ ...begun, mode: "resume", epochsLimit: 4 }),
      (error) =>
        error instanceof UserError &&
        /begun with epochsLimit 3, but now it is 4/.test(error.message),
    );
    const { trials } = await tune({ ...begun, mode: "resume", trials: 5 });
    const told = (of: typeof trials) => of.map(({ parameters, value }) => [parameters, value]);
    assert.deepEqual(told(trials), told(whole));
    assert.equal((await json(folder, "study.json")).sessions.length, 2);
  });
});

Deno.test("random search proposes other points than the model, within the same space", async () => {
  await withTable(async (options) => {
    const { folder } = options;
    const random = { ...options, final: false, trials: 3, strategy: "random" as const };
    const { trials } = await tune(random);
    assert.ok(trials.every(({ origin }) => origin === "design"));
    const { settings } = await json(folder, "study.json");
    assert.deepEqual([settings.design, settings.initialPoints], ["random", 10_000]);
    await assert.rejects(tune({ ...random, folder: `${folder}2`, initial: "lhs" }), UserError);
  });
});

Deno.test("options that make no study are refused before anything is begun", async () => {
  await withTable(async (options) => {
    const wrong: [Partial<TuneOptions>, RegExp][] = [
      [{ trials: 0 }, /--trials to be a whole number above 0, but found 0/],
      [{ workers: 1.5 }, /--workers/],
      [{ epochsLimit: -1 }, /--epochs-limit/],
      [{ trialSeconds: 0 }, /--trial-time to be a number above 0/],
      [{ seconds: -3 }, /--time/],
      [{ corpus: "nonsense" }, /nonsense/],
      [{ threads: 0 }, /--threads to be a whole number above 0/],
      [{ on: { kind: "queue", url: "http://example" } }, /Expected a queue to be like postgres:/],
    ];
    for (const [change, message] of wrong) {
      await assert.rejects(tune({ ...options, ...change }), (error) => {
        return error instanceof UserError && message.test(error.message);
      });
    }
    const { trials } = await tune({ ...options, trials: 1, final: false });
    assert.equal(trials.length, 1, "a study that was refused is as good as new");
  });
});
