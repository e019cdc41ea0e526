import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openJournal, readJournal } from "./journal.ts";
import { createOptimiser } from "./optimiser.ts";
import { joinAsWorker, openStudy, type OpenStudyOptions } from "./study.ts";
import { branin } from "./test_functions.ts";

const settings = { seed: 11, initialPoints: 4 };
const definition = { space: branin.space, settings };

/** The parameters that an uninterrupted optimiser requests. */
function uninterrupted(count: number) {
  const optimiser = createOptimiser(branin.space, settings);
  return Array.from({ length: count }, () => {
    const { number, parameters } = optimiser.ask();
    optimiser.tell(number, branin.evaluate(parameters));
    return parameters;
  });
}

/** Runs trials in this process until the budget is used up; then closes the study. */
async function runAll(options: OpenStudyOptions): Promise<void> {
  const study = await openStudy(options);
  for (let trial = await study.ask(); trial; trial = await study.ask()) {
    assert.ok(await study.finish(trial.number, branin.evaluate(trial.parameters)));
  }
  await study.close();
}

async function trialsAt(path: string) {
  const study = await openStudy({ path, mode: "resume" });
  await study.close();
  return study.trials;
}

Deno.test("a study resumed in any place asks the points of one never interrupted", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/deeper/study.jsonl`;
    for (const maxTrials of [2, 5, 6, 12]) await runAll({ path, definition, maxTrials });
    const trials = await trialsAt(path);
    assert.deepEqual(trials.map((trial) => trial.parameters), uninterrupted(12));
    assert.ok(trials.every((trial) => trial.state === "finished" && trial.attempts === 1));
  });
});

Deno.test("a torn last line is cut off, wherever it was torn", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await runAll({ path, definition, maxTrials: 6 });
    const whole = await Deno.readTextFile(path);
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let end = lastLine; end < whole.length; end += 7) {
      await Deno.writeTextFile(path, whole.slice(0, end));
      assert.equal((await readJournal(path)).length, whole.split("\n").length - 2);
      await runAll({ path, definition, maxTrials: 7 });
      const trials = await trialsAt(path);
      assert.deepEqual(trials.map((trial) => trial.parameters), uninterrupted(7));
      assert.ok(trials.every((trial) => trial.state === "finished"));
    }
  });
});

Deno.test("a line broken in the middle is named, not guessed at", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await runAll({ path, definition, maxTrials: 2 });
    const lines = (await Deno.readTextFile(path)).split("\n");
    await Deno.writeTextFile(path, lines.with(2, lines[2].slice(0, 20)).join("\n"));
    await assert.rejects(trialsAt(path), (error) => {
      return error instanceof UserError && /study.jsonl line 3/.test(error.message);
    });
  });
});

Deno.test("modes and definitions that do not fit are refused", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await assert.rejects(openStudy({ path, mode: "resume", definition }), /but there is none/);
    await assert.rejects(openStudy({ path }), /Expected a study at .* but found none/);
    await runAll({ path, definition, maxTrials: 1 });
    await assert.rejects(openStudy({ path, mode: "new", definition }), /found one with 1 trial;/);
    const other = { ...definition, settings: { seed: 12 } };
    await assert.rejects(openStudy({ path, definition: other }), /the settings of the study/);
  });
});

Deno.test("NaN, a crash and a pruned trial are recorded; a second result does not count", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const study = await openStudy({ path, definition });
    const ask = async () => (await study.ask())!.number;
    assert.ok(await study.finish(await ask(), NaN, { epochs: 3 }));
    assert.ok(await study.fail(await ask(), "out of memory"));
    const hopeless = await ask();
    assert.equal(await study.report(hopeless, 1, NaN), false);
    assert.ok(await study.prune(hopeless));
    assert.ok(await study.finish(await ask(), 1));
    assert.equal(await study.finish(3, 2), false);
    await assert.rejects(study.finish(9, 2), /Expected a trial below 4, but found 9/);
    await study.close();
    const trials = await trialsAt(path);
    assert.deepEqual(trials.map((trial) => [trial.state, trial.value, trial.reason]), [
      ["failed", undefined, "the value is NaN"],
      ["failed", undefined, "out of memory"],
      ["pruned", undefined, undefined],
      ["finished", 1, undefined],
    ]);
    assert.deepEqual(trials[0].details, { epochs: 3 });
    assert.ok(Number.isNaN(trials[2].reports[0].value));
  });
});

Deno.test("budgets of trials and of time end the asking", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const spent = await openStudy({ path, definition, maxSeconds: 0 });
    assert.equal(await spent.ask(), undefined);
    await spent.close();
    const study = await openStudy({ path, definition, maxTrials: 1 });
    assert.ok(await study.ask());
    assert.equal(await study.ask(), undefined);
    await study.close();
  });
});

Deno.test("a trial whose worker keeps dying is failed in the end", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    for (const attempt of [1, 2, 3]) {
      const study = await openStudy({ path, definition });
      assert.equal((await study.ask())!.number, 0, `attempt ${attempt}`);
      await study.close();
    }
    const study = await openStudy({ path, definition });
    assert.equal((await study.ask())!.number, 1);
    assert.equal(study.trials[0].reason, "its worker died 3 times");
    await study.close();
  });
});

Deno.test("several studies and callers on one journal take turns", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const work = () => runAll({ path, definition, maxTrials: 12 });
    await Promise.all([work(), work(), work()]);
    const trials = await trialsAt(path);
    assert.equal(trials.length, 12);
    assert.ok(trials.every((trial) => trial.state === "finished" && trial.attempts === 1));
    assert.equal(new Set(trials.map((trial) => JSON.stringify(trial.parameters))).size, 12);
    assert.ok(new Set(trials.map((trial) => trial.worker)).size > 1);
    assert.deepEqual([...Deno.readDirSync(folder)].map((entry) => entry.name), ["study.jsonl"]);
  });
});

Deno.test("a journal that was shortened meanwhile is not written to", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await runAll({ path, definition, maxTrials: 1 });
    const journal = await openJournal(path);
    await journal.exclusively(() => {});
    await Deno.truncate(path, 5);
    await assert.rejects(journal.exclusively(() => {}), /grow only/);
    await journal.close();
  });
});

Deno.test("a journal that tells no story is refused with what does not follow", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await runAll({ path, definition, maxTrials: 2 });
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    const asked = lines.findIndex((line) => JSON.parse(line).event === "asked");
    const wrong: [string[], RegExp][] = [
      [lines.slice(1), /Expected .* to begin with a study, but it begins with asked$/],
      [[...lines, lines[0]], /Expected one study in .*, but found two$/],
      [[...lines, lines[asked]], /Expected trial 2 to be proposed next, but found 0$/],
      [
        [lines[0], ...lines.slice(asked + 1)],
        /Expected trial 0 to have been proposed, but it was not$/,
      ],
    ];
    for (const [told, message] of wrong) {
      await Deno.writeTextFile(path, told.join("\n") + "\n");
      await assert.rejects(trialsAt(path), { name: "UserError", message });
    }
  });
});

Deno.test("what happens after a trial's end changes nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    await runAll({ path, definition, maxTrials: 1 });
    const before = await trialsAt(path);
    const event = { event: "failed", at: "2026-01-01T00:00:00.000Z", trial: 0, reason: "late" };
    await Deno.writeTextFile(path, JSON.stringify({ ...event, details: {} }) + "\n", {
      append: true,
    });
    assert.deepEqual(await trialsAt(path), before);
  });
});

Deno.test("who is there is alive, who left is not, and what killed workers left is removed", async () => {
  await withTemporaryFolder(async (root) => {
    const path = join(root, "journal.jsonl");
    const folder = `${path}.workers`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "host-1-dead"), "");
    const [first, second] = [await joinAsWorker(path), await joinAsWorker(path)];
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names(), [first.name, second.name].sort());
    assert.ok(await first.isAlive(second.name) && await second.isAlive(first.name));
    assert.ok(await first.isAlive(first.name));
    assert.ok(!await first.isAlive("host-1-dead"));
    await second.leave();
    assert.ok(!await first.isAlive(second.name));
    await first.leave();
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });
});

Deno.test("a worker that is not there is dead", async () => {
  await withTemporaryFolder(async (root) => {
    const worker = await joinAsWorker(join(root, "journal.jsonl"));
    assert.equal(await worker.isAlive("host-2-gone"), false);
    await worker.leave();
  });
});

Deno.test("a budget of a minute is not over at once, one of a tenth of a second soon is", async () => {
  await withTemporaryFolder(async (folder) => {
    const patient = await openStudy({ path: `${folder}/long.jsonl`, definition, maxSeconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.ok(await patient.ask());
    await patient.close();
    const hasty = await openStudy({ path: `${folder}/short.jsonl`, definition, maxSeconds: 0.1 });
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(await hasty.ask(), undefined);
    await hasty.close();
  });
});

Deno.test("a fault of the system is no sign that a worker is dead", async () => {
  await withTemporaryFolder(async (root) => {
    const path = join(root, "journal.jsonl");
    const worker = await joinAsWorker(path);
    // A folder in a worker's place cannot be opened for writing.
    await Deno.mkdir(join(`${path}.workers`, "host-3-odd"));
    await assert.rejects(worker.isAlive("host-3-odd"), /directory/i);
    await worker.leave();
  });
});

Deno.test("a study goes on by the method that it began with", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = `${folder}/study.jsonl`;
    const old = { ...definition, settings: { ...settings, method: "gpEi" as const } };
    await runAll({ path, definition: old, maxTrials: 8 });
    const whole = await Deno.readTextFile(path);
    const proposals = (await trialsAt(path)).map((trial) => trial.parameters);
    // A journal of before there was a choice names no method.
    const lines = whole.split("\n").slice(0, -1);
    const begun = lines.findIndex((line) => JSON.parse(line).trial === 6);
    const text = lines.slice(0, begun).join("\n") + "\n";
    await Deno.writeTextFile(path, text.replace(',"method":"gpEi"', ""));
    assert.doesNotMatch(await Deno.readTextFile(path), /method/);
    await runAll({ path, definition, maxTrials: 8 });
    assert.deepEqual((await trialsAt(path)).map((trial) => trial.parameters), proposals);
    await runAll({ path, definition: old, maxTrials: 8 });
    await assert.rejects(
      openStudy({
        path,
        definition: { ...definition, settings: { ...settings, method: "warpedGpEi" as const } },
      }),
      /Expected the settings of the study at .* but found another one/,
    );
    const fresh = `${folder}/fresh.jsonl`;
    await runAll({ path: fresh, definition, maxTrials: 1 });
    assert.match((await Deno.readTextFile(fresh)).split("\n")[0], /"method":"warpedGpEi"/);
  });
});
