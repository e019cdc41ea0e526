import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers } from "@tensorflow/tfjs-layers";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { noiseTensor } from "../testing/noise.ts";
import { relativeDifference } from "../testing/relative_difference.ts";
import { xlaRuntime } from "./runtime.ts";

await selectEngine({ engine: "xla", say: () => {} });

type Arguments = Partial<Parameters<typeof layers.lstm>[0]>;

function lstm(given: Arguments = {}): layers.Layer {
  return layers.lstm({
    units: 3,
    returnSequences: true,
    recurrentActivation: "sigmoid",
    kernelInitializer: initializers.glorotUniform({ seed: 1 }),
    recurrentInitializer: initializers.glorotUniform({ seed: 2 }),
    biasInitializer: initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 }),
    ...given,
  });
}

/** Outputs and gradients by x and all weights, weighted unevenly; and the compiled text's lines. */
function both(layer: layers.Layer, frames: number) {
  const x = noiseTensor([2, frames, 5], 4);
  const step = (samples: tf.Tensor) => {
    const weights = layer.trainableWeights.map((one) =>
      (one as unknown as { val: tf.Variable }).val
    );
    let output!: tf.Tensor;
    const loss = (input: tf.Tensor) => {
      output = tf.keep(layer.apply(input) as tf.Tensor);
      return tf.sum(tf.mul(output, noiseTensor(output.shape, 5))) as tf.Scalar;
    };
    const ofInput = tf.grad(loss)(samples);
    const { grads } = tf.variableGrads(() => loss(samples), weights);
    return [output, ofInput, ...weights.map(({ name }) => grads[name])];
  };
  layer.apply(x);
  const { client } = xlaRuntime(), { compile } = client;
  let lines = 0;
  client.compile = (program, ...rest) => {
    lines = program.split("\n").length;
    return compile(program, ...rest);
  };
  const compiled = compileStep(step, { warn: (message) => assert.fail(message) });
  try {
    const outputs = compiled(x);
    return { lines, compiled: outputs, eager: step(x) };
  } finally {
    client.compile = compile;
    compiled.dispose();
  }
}

const forms: Record<string, () => layers.Layer> = {
  "a sequence": () => lstm(),
  "a sequence from its end": () => lstm({ goBackwards: true }),
  "the last state": () => lstm({ returnSequences: false }),
  "both directions": () => layers.bidirectional({ layer: lstm() as never, mergeMode: "concat" }),
  // Of another form, which is unrolled.
  "hard sigmoids": () => lstm({ recurrentActivation: "hardSigmoid" }),
  "no bias": () => lstm({ useBias: false }),
};

for (const [name, layerOf] of Object.entries(forms)) {
  Deno.test(`a LSTM of ${name} has the cpu engine's values and gradients`, () => {
    const { compiled, eager } = both(layerOf(), 4);
    assert.ok(eager.length >= 4);
    compiled.forEach((tensor, place) => {
      assert.deepEqual(tensor.shape, eager[place].shape);
      const apart = relativeDifference(tensor.dataSync(), eager[place].dataSync());
      assert.ok(apart < 1e-5, `output ${place}: ${apart}`);
    });
  });
}

Deno.test("a LSTM's program is as long for many frames as for few", () => {
  const [few, many] = [3, 30].map((frames) => both(lstm(), frames).lines);
  assert.equal(few, many);
});
