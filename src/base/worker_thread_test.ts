import assert from "node:assert/strict";
import { workerThread } from "./worker_thread.ts";

/** Answers `setup` times what it is asked; throws at zero. */
const source = `
let factor;
onmessage = ({ data }) => {
  if (factor === undefined) factor = data;
  else if (data === 0) throw new Error("zero");
  else postMessage(factor * data);
};`;

function start() {
  const worker = new Worker("data:application/javascript," + encodeURIComponent(source), {
    type: "module",
  });
  return workerThread<number, number>(worker, 10, "It failed");
}

Deno.test("a thread answers in the order in which it is asked", async () => {
  const thread = start();
  const answers = [1, 2, 3].map((value) => thread.ask(value));
  assert.equal(thread.waiting(), 3);
  assert.deepEqual(await Promise.all(answers), [10, 20, 30]);
  assert.equal(thread.waiting(), 0);
  thread.close();
});

Deno.test("what a failed thread was and is asked is rejected", async () => {
  const thread = start();
  assert.equal(await thread.ask(4), 40);
  const asked = [thread.ask(0), thread.ask(1)];
  for (const answer of asked) await assert.rejects(answer, /^Error: It failed: .*zero/);
  await assert.rejects(thread.ask(2), /^Error: It failed/);
  thread.close();
});
