import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { buildNetwork } from "./network_config.ts";
import { createPredictor } from "./predictor.ts";
import { separableExamples } from "./testing/separable_examples.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** What the network itself says of the samples, one at a time. */
function askedSingly(
  network: ReturnType<typeof buildNetwork>,
  { data, sampleShape, labels }: ReturnType<typeof separableExamples>,
  vary: (samples: tf.Tensor) => tf.Tensor = (samples) => samples,
): number[] {
  const size = data.length / labels.length;
  return labels.flatMap((_, row) =>
    tf.tidy(() => {
      const own = tf.tensor(data.subarray(row * size, (row + 1) * size), [1, ...sampleShape]);
      return [...(network.apply(vary(own), { training: false }) as tf.Tensor).dataSync()];
    })
  );
}

function assertClose(found: Float32Array, expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, at) => assert.ok(Math.abs(found[at] - value) < 1e-6, `${at}`));
}

Deno.test("examples are asked in batches of any size, and each gets its own answer", async () => {
  const examples = separableExamples({ rows: 11, classes: 3, sampleShape: [6], seed: 1 });
  const network = buildNetwork({ kind: "denseFeatures", units: [8, 4] }, [6], 3, 1);
  const predictor = createPredictor(network);
  const expected = askedSingly(network, examples);
  for (const batchSize of [undefined, 1, 4, 10, 11, 12]) {
    assertClose(await predictor.predict(examples, { batchSize }), expected);
  }
  predictor.dispose();
});

Deno.test("a mirrored network says the mean over pictures and their mirror images", async () => {
  const sampleShape = [6, 5, 1];
  const examples = separableExamples({ rows: 3, classes: 2, sampleShape, seed: 1 });
  const stages = [{ filters: 3, blocks: 1 }];
  const config = { kind: "compactResNet", stemFilters: 2, dropout: 0, stages } as const;
  const network = buildNetwork({ ...config, stages: [...stages] }, sampleShape, 2, 1);
  const predictor = createPredictor(network, { mirrored: true });
  const plain = askedSingly(network, examples);
  const turned = askedSingly(network, examples, (samples) => tf.reverse(samples, 2));
  assert.ok(plain.some((value, at) => Math.abs(value - turned[at]) > 1e-3), "they differ");
  assertClose(
    await predictor.predict(examples),
    plain.map((value, at) => (value + turned[at]) / 2),
  );
  predictor.dispose();
});

Deno.test("an abort is heard between batches, though the engine never waits", async () => {
  const examples = separableExamples({ rows: 20_000, classes: 2, sampleShape: [2], seed: 1 });
  const network = buildNetwork({ kind: "denseFeatures", units: [2, 2] }, [2], 2, 1);
  const predictor = createPredictor(network);
  const controller = new AbortController();
  // Like Ctrl-C an event, for which there must be a turn.
  setTimeout(() => controller.abort(new InterruptedError("Interrupted")));
  let seen = 0;
  const onRows = (count: number) => void (seen += count);
  await assert.rejects(
    predictor.predict(examples, { batchSize: 1, onRows, signal: controller.signal }),
    { name: "InterruptedError" },
  );
  assert.ok(seen < examples.labels.length, String(seen));
  predictor.dispose();
});
