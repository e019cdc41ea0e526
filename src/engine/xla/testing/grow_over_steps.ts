/** Out, as JSON: tensors and memory after 300 and after 1,300 training steps on the xla engine. */
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../../compile_step.ts";
import { selectEngine } from "../../select_engine.ts";
import { noiseTensor } from "../../testing/noise.ts";

/** What is counted. */
export interface Counts {
  /** tfjs's tensors. */
  tensors: number;
  /** Resident memory of the process. */
  megabytes: number;
}

// 0.5 MB a batch and 0.25 MB of weights: of either, one leaked a step would be hundreds of MB.
const SAMPLES = [16, 8192], UNITS = 8;

if (import.meta.main) {
  await selectEngine({ engine: "xla" });
  const weight = tf.variable(noiseTensor([SAMPLES[1], UNITS], 1, 0.01) as tf.Tensor2D);
  const step = compileStep((samples) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(tf.matMul(samples as tf.Tensor2D, weight))),
      [weight],
    );
    weight.assign(tf.sub(weight, tf.mul(0.01, grads[weight.name])));
    return [value];
  });
  const values = noiseTensor(SAMPLES, 2).dataSync() as Float32Array;
  const run = async (steps: number) => {
    let last: Promise<unknown> | undefined;
    for (let place = 0; place < steps; place++) {
      const samples = tf.tensor(values.slice(), SAMPLES);
      const [loss] = step(samples);
      const report = loss.data().then(() => tf.dispose([samples, loss]));
      await last;
      last = report;
    }
    await last;
  };
  const count = (): Counts => ({
    tensors: tf.memory().numTensors,
    megabytes: Deno.memoryUsage().rss / 2 ** 20,
  });
  await run(300);
  const before = count();
  await run(1000);
  console.log(JSON.stringify({ before, after: count() }));
}
