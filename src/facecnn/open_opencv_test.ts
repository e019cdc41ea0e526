import assert from "node:assert/strict";
import { openOpenCv } from "./open_opencv.ts";

Deno.test("OpenCV is loaded once, and leaves the process's errors to the program", async () => {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listeners = () => events.map((event) => process.listenerCount(event));
  const own = () => {};
  process.on("unhandledRejection", own);
  const before = listeners();
  const [first, second] = await Promise.all([openOpenCv(), openOpenCv()]);
  assert.equal(first, second);
  assert.deepEqual(listeners(), before);
  assert.ok(process.listeners("unhandledRejection").includes(own));
  process.off("unhandledRejection", own);
});

Deno.test("its matrices hold what is written into them", async () => {
  const cv = await openOpenCv();
  const matrix = new cv.Mat(2, 3, cv.CV_8UC1);
  matrix.data.set([1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...matrix.data], [1, 2, 3, 4, 5, 6]);
  matrix.delete();
});
