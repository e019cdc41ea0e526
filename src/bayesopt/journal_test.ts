import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { applyEvent, type JournalEvent, openJournal, readJournal } from "./journal.ts";
import type { Trial } from "./trial.ts";

const at = "2026-01-01T00:00:00.000Z";
const asked = (trial: number): JournalEvent => ({
  event: "asked",
  at,
  trial,
  parameters: { x: 1 },
  origin: "design",
});

Deno.test("a journal that is removed meanwhile is reported, not written into the void", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const journal = await openJournal(path);
    await journal.exclusively((_news, add) => add([asked(0)]));
    await Deno.remove(path);
    await assert.rejects(
      journal.exclusively((_news, add) => add([asked(1)])),
      /^UserError: Expected the journal .*journal\.jsonl to stay, but it was removed meanwhile/,
    );
    await journal.close();
  });
});

Deno.test("a journal cut short at any byte gives its whole events, and takes further ones", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const lines = [0, 1].map((trial) => JSON.stringify(asked(trial)) + "\n");
    const text = lines.join("");
    for (let length = 0; length < text.length; length += 31) {
      await Deno.writeTextFile(path, text.slice(0, length));
      const whole = text.slice(0, length).split("\n").length - 1;
      assert.equal((await readJournal(path)).length, whole);
      const journal = await openJournal(path, () => {});
      await journal.exclusively((_news, add) => add([asked(whole)]));
      await journal.close();
      assert.equal((await readJournal(path)).length, whole + 1);
    }
  });
});

Deno.test("X02: a mark of byte order, blank lines and CRLF in a journal say nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const [first, second] = [0, 1].map((trial) => JSON.stringify(asked(trial)));
    await Deno.writeTextFile(path, `\ufeff${first}\r\n\n${second}\r\n  \n\n`);
    assert.deepEqual((await readJournal(path)).map(({ event }) => event), ["asked", "asked"]);
    const journal = await openJournal(path);
    const news = await journal.exclusively(async (news, add) => {
      await add([asked(2)]);
      return news.length;
    });
    assert.equal(news, 2);
    await Deno.writeTextFile(path, "{}\n", { append: true });
    // Line numbers count the empty lines.
    await assert.rejects(journal.exclusively(() => {}), /journal\.jsonl line 7/);
    await journal.close();
    await assert.rejects(readJournal(path), /journal\.jsonl line 7/);
  });
});

Deno.test("a torn tail is cut off the file itself, also where nothing is added, and told", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const whole = JSON.stringify(asked(0)) + "\n";
    const torn = JSON.stringify(asked(1)).slice(0, 40);
    await Deno.writeTextFile(path, whole + torn);
    const told: string[] = [];
    const journal = await openJournal(path, (sentence) => told.push(sentence));
    await journal.exclusively((news) => assert.equal(news.length, 1));
    assert.equal(await Deno.readTextFile(path), whole);
    await journal.exclusively(() => {});
    await journal.close();
    assert.deepEqual(told, [
      `${path}: its last line, 40 bytes, was never written to its end, and was dropped: ${torn}`,
    ]);
  });
});

Deno.test("a pipe in a journal's place is refused, not waited for", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const told = /^UserError: Expected a study's journal at .*journal\.jsonl, but it is a pipe/;
    await assert.rejects(readJournal(path), told);
    await assert.rejects(openJournal(path), told);
  });
});

Deno.test("what others add is read once, whole, and nothing of it is taken for torn", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const told: string[] = [];
    const [ours, theirs] = await Promise.all(
      [path, path].map((one) => openJournal(one, (sentence) => told.push(sentence))),
    );
    for (let trial = 0; trial < 4; trial++) {
      await theirs.exclusively((_news, add) => add([asked(trial)]));
      const news = await ours.exclusively((news) => news);
      assert.deepEqual(news, [asked(trial)].map((event) => ({ ...event })));
      assert.deepEqual(await ours.exclusively((again) => again), []);
    }
    assert.deepEqual(told, []);
    await ours.close();
    await theirs.close();
    await assert.rejects(ours.exclusively(() => {}), "a closed journal takes nothing");
  });
});

Deno.test("events change trials as they say; a lost trial is as if it had never begun", () => {
  const trials: Trial[] = [];
  const tell = (event: Parameters<typeof applyEvent>[1]) => applyEvent(trials, event);
  tell(asked(0) as Parameters<typeof applyEvent>[1]);
  const fresh = structuredClone(trials[0]);
  tell({ event: "started", at: "later", trial: 0, worker: "one" });
  tell({ event: "reported", at, trial: 0, step: 1, value: null });
  tell({ event: "reported", at, trial: 0, step: 2, value: 0.5 });
  assert.deepEqual(trials[0], {
    ...fresh,
    state: "running",
    worker: "one",
    attempts: 1,
    startedAt: "later",
    reports: [{ step: 1, value: NaN }, { step: 2, value: 0.5 }],
  });
  tell({ event: "lost", at, trial: 0, worker: "one" });
  assert.deepEqual(trials[0], { ...fresh, attempts: 1 });
  tell({ event: "started", at, trial: 0, worker: "two" });
  tell({ event: "finished", at: "end", trial: 0, value: 3, details: { epochs: 2 } });
  tell({ event: "failed", at, trial: 0, reason: "late", details: {} });
  assert.deepEqual(trials[0], {
    ...fresh,
    state: "finished",
    worker: "two",
    attempts: 2,
    startedAt: at,
    endedAt: "end",
    value: 3,
    details: { epochs: 2 },
  });
});
