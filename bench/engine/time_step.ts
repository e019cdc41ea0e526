/**
 * Where a training step's time goes on the xla engine: with the report waited for at each step,
 * with it read a step late as a training does, and the host's share of a step; for one published
 * network.
 *
 * Run: deno run -A bench/engine/time_step.ts NETWORK [STEPS [PRECISION]], with DUYGU_PJRT set
 */
import { quantile } from "../../src/base/statistics.ts";
import { selectEngine } from "../../src/engine/select_engine.ts";
import { xlaRuntime } from "../../src/engine/xla/runtime.ts";
import type { Precision } from "../../src/engine/precision.ts";
import { createLearner } from "../../src/train/learner.ts";
import { type NetworkId, publishedNetworks } from "./bench_networks.ts";
import { batchOf, built, madeUpExamples } from "./ours_process.ts";

const [id = "turev", count = "100", precision = "float32"] = Deno.args;
const { network, batch } = publishedNetworks[id as NetworkId];
const steps = Number(count);
await selectEngine({ engine: "xla" });
const learner = createLearner(built(network), { precision: precision as Precision });
const examples = madeUpExamples({ network }, batch);
const made = batchOf(examples, network.classes);
const settings = { learningRate: 1e-6, dropoutSeed: [7, 0] as [number, number] };
const started = performance.now();
await learner.trainStep(made, settings);
const compiledS = (performance.now() - started) / 1000;
for (let warmUp = 0; warmUp < 5; warmUp++) await learner.trainStep(made, settings);

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let step = 0; step < times; step++) {
    const begun = performance.now();
    await work();
    taken.push(performance.now() - begun);
  }
  return taken;
}

const waited = await timed(steps, () => learner.trainStep(made, settings));
const host: number[] = [];
const begun = performance.now();
let last: Promise<unknown> | undefined;
for (let step = 0; step < steps; step++) {
  const sent = performance.now();
  const report = learner.trainStep(made, settings);
  host.push(performance.now() - sent);
  await last;
  last = report;
}
await last;
const late = (performance.now() - begun) / steps;
await timed(5, () => learner.validate(examples, { batchSize: batch }));
const asked = await timed(steps, () => learner.validate(examples, { batchSize: batch }));
const median = (values: number[]) => Number(quantile(values, 0.5).toFixed(3));
console.log(JSON.stringify({
  network: id,
  precision,
  device: xlaRuntime().client.devices[0],
  steps,
  compiledS: Number(compiledS.toFixed(1)),
  waitedMs: median(waited),
  lateMs: Number(late.toFixed(3)),
  hostMs: median(host),
  predictMs: median(asked),
  memory: xlaRuntime().client.memory(),
}));
Deno.exit(0);
