import assert from "node:assert/strict";
import { inParallel } from "./in_parallel.ts";

const later = () => new Promise((resolve) => setTimeout(resolve, 1));

Deno.test("inParallel does each item once, eight at a time", async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await inParallel(Array.from({ length: 50 }, (_, at) => at), async (item, begun) => {
    assert.equal(begun, item + 1);
    most = Math.max(most, ++running);
    await later();
    running--;
    done.push(item);
  });
  assert.deepEqual(done.sort((a, b) => a - b), Array.from({ length: 50 }, (_, at) => at));
  assert.equal(most, 8);
  await inParallel([], () => assert.fail("nothing to do"));
});

Deno.test("inParallel begins nothing new after a failure", async () => {
  let begun = 0;
  const work = async (item: number) => {
    begun++;
    await later();
    if (item === 3) throw new Error("third");
  };
  await assert.rejects(inParallel(Array.from({ length: 100 }, (_, at) => at), work), /third/);
  await later();
  assert(begun < 30, `${begun} were begun`);
});
