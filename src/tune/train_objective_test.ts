import assert from "node:assert/strict";
import { dataHash } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { currentEngine, selectEngine } from "../engine/select_engine.ts";
import { madeConfig } from "./testing/made_subject.ts";
import { writeMadeTable } from "./testing/made_table.ts";
import { createTrainObjective } from "./train_objective.ts";
import type { TrialContext, TrialTask } from "./trial_task.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const context: TrialContext = {
  report: () => Promise.resolve(false),
  signal: new AbortController().signal,
};

Deno.test("a worker trains on the study's data and on no others", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeMadeTable(dataRoot, 60);
    const options = { dataRoot, quiet: true };
    const data = dataHash(await requireCorpus("anad", options));
    const config = { ...madeConfig, corpus: "anad" };
    const task = (number: number, subject: Partial<TrialTask["subject"]> = {}): TrialTask => ({
      number,
      parameters: { learningRate: 0.01, epochs: 2, batchSize: 16, units1: 16, units2: 16 },
      subject: { config, data, epochsLimit: 1, trialSeconds: null, ...subject },
    });
    const objective = createTrainObjective(options);
    const outcome = await objective(task(0), context);
    assert.equal(outcome.state, "finished");

    // Its examples are kept: a trial of the same study needs no data any more.
    await Deno.remove(`${dataRoot}/ANAD_Normalized.csv`);
    const again = await objective(task(1), context);
    assert.ok(outcome.state === "finished" && again.state === "finished");
    assert.equal(again.value, outcome.value);

    // The engine belongs to the study as its data do.
    const { engine, version } = currentEngine();
    await objective(task(2, { engine: { engine, version } }), context);
    for (const other of [{ engine: "wasm", version }, { engine, version: "0.1" }]) {
      await assert.rejects(objective(task(2, { engine: other }), context), {
        name: "UserError",
        message: `Expected the study's engine, ${other.engine} ${other.version}, but this ` +
          `worker's is ${engine} ${version}: their values could not be compared`,
      });
    }

    await writeMadeTable(dataRoot, 63);
    await assert.rejects(createTrainObjective(options)(task(0), context), {
      name: "UserError",
      message: "Expected the data of ANAD to be those of the study, but this machine's differ",
    });
    await Deno.remove(`${dataRoot}/ANAD_Normalized.csv`);
    await assert.rejects(objective(task(2, { data: "other" }), context), {
      name: "UserError",
      message: /Expected the data of ANAD at /,
    });
  });
});
