import assert from "node:assert/strict";
import type { MimeBundle } from "./plot_bundle.ts";
import { progress } from "./progress.ts";

function recorder() {
  const shown: MimeBundle[] = [];
  const show = (bundle: MimeBundle) => Promise.resolve(void shown.push(bundle));
  return { shown, show, texts: () => shown.map((bundle) => bundle["text/plain"]) };
}

Deno.test("a bar tells title, share, time left and a note, and at the end the time taken", async () => {
  const { show, shown, texts } = recorder();
  const bar = progress({ title: "Epochs <a>", total: 4, intervalS: 0, show });
  await bar.update(0);
  await bar.update(2, "loss 0.5");
  await bar.finish("best 3");
  assert.deepEqual(texts(), [
    "Epochs <a>: 0 of 4",
    "Epochs <a>: 2 of 4, about 0 s left; loss 0.5",
    "Epochs <a>: 4 of 4, 0 s; best 3",
  ]);
  assert.match(shown[1]["text/html"] as string, /value="2" max="4" aria-label="Epochs &lt;a&gt;"/);
});

Deno.test("a bar is not drawn more often than its interval, but always at the end", async () => {
  const { show, texts } = recorder();
  const bar = progress({ title: "Clips", total: 1000, intervalS: 60, show });
  for (let done = 1; done <= 1000; done++) await bar.update(done);
  await bar.finish();
  assert.equal(texts().length, 2);
  assert.equal(texts()[1], "Clips: 1000 of 1000, 0 s");
});
