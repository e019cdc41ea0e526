import assert from "node:assert/strict";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { persist, withoutPassword } from "./queue.ts";

Deno.test("a call is made until it succeeds, and its failures are reported once", async () => {
  let calls = 0;
  const lines: string[] = [];
  const work = () => ++calls < 4 ? Promise.reject(new Error("gone")) : Promise.resolve(calls);
  const log = (line: string) => lines.push(line);
  assert.equal(await persist(work, { pauseSeconds: 0.001, log }), 4);
  assert.deepEqual(lines, ["The queue does not answer (gone); trying on"]);
});

Deno.test("it gives up after the time that it states", async () => {
  const lines: string[] = [];
  const work = () => Promise.reject(new Error("gone"));
  const options = {
    pauseSeconds: 0.02,
    patienceSeconds: 0.1,
    log: (line: string) => lines.push(line),
  };
  await assert.rejects(persist(work, options), {
    name: "UserError",
    message: /^The queue has not answered for 0\.1 s \(gone\); start again when it does/,
  });
  assert.deepEqual(lines, ["The queue does not answer (gone); trying on for 0.1 s"]);
});

Deno.test("an abort ends the tries at once", async () => {
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const trying = persist(() => Promise.reject(new Error("gone")), { signal, pauseSeconds: 60 });
  setTimeout(() => interrupt.abort(new InterruptedError("Interrupted")), 20);
  await assert.rejects(trying, InterruptedError);
});

const cases: [string, string][] = [
  ["postgres://me:secret@host:5432/db", "postgres://me:…@host:5432/db"],
  ["--queue=postgres://me:se@cr:et@host/db", "--queue=postgres://me:…@host/db"],
  ["postgres://me@host:5432/db", "postgres://me@host:5432/db"],
  ["postgres://host:5432/db?password=secret&ssl=1", "postgres://host:5432/db?password=…&ssl=1"],
  ["turev", "turev"],
];

for (const [text, expected] of cases) {
  Deno.test(`${expected} tells no password`, () => assert.equal(withoutPassword(text), expected));
}
