import assert from "node:assert/strict";
import { ApiError } from "./api_error.ts";
import { createWorkQueue } from "./work_queue.ts";

Deno.test("tasks run one after another, in the order in which they are ready", async () => {
  const queue = createWorkQueue(3);
  const events: string[] = [];
  const task = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`${name} ends`);
    return name;
  };
  const [first, second] = [queue.enter(), queue.enter()];
  assert.deepEqual(await Promise.all([second.run(task("b")), first.run(task("a"))]), ["b", "a"]);
  assert.deepEqual(events, ["b begins", "b ends", "a begins", "a ends"]);
});

Deno.test("a full queue turns away; places given free are taken again", async () => {
  const queue = createWorkQueue(2);
  const [place] = [queue.enter(), queue.enter()];
  assert.throws(() => queue.enter(), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, "busy");
    assert.ok(error.details.retryAfterS! >= 1);
    return true;
  });
  place.leave();
  place.leave();
  assert.equal(queue.taken, 1);
  queue.enter();
  assert.throws(() => queue.enter());
  await Promise.resolve();
});

Deno.test("a failed task keeps nobody waiting", async () => {
  const queue = createWorkQueue(2);
  const failing = queue.enter().run(() => Promise.reject(new Error("broken")));
  const next = queue.enter().run(() => Promise.resolve(7));
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 7);
});
