import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { noiseTensor } from "../testing/noise.ts";
import { relativeDifference } from "../testing/relative_difference.ts";
import { AttributeType, DataType, typeAttribute } from "./attributes.ts";
import { tensorflowBinding } from "./backend.ts";
import { CALLS_BEFORE_FREEZING } from "./frozen_function.ts";
import { startGraph } from "./graph_builder.ts";
import { flattenLargeProducts } from "./large_products.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const ROWS = 3, INPUTS = 2048, OUTPUTS = 512;
const failOnWarning = { warn: (message: string) => assert.fail(message) };

/** The operations that a product becomes, and its shape. */
function added(
  shapes: [number[], number[]],
  { adjX = false, adjY = false, inference = false } = {},
) {
  const graph = startGraph(tensorflowBinding().context.library);
  const names: string[] = [];
  const add = flattenLargeProducts(graph, (name, ...rest) => {
    names.push(name);
    return graph.operation(name, ...rest);
  }, { inference });
  const inputs = shapes.map((shape) => graph.placeholder(DataType.float32, shape));
  const [{ shape }] = add("BatchMatMulV2", [
    typeAttribute("T", DataType.float32),
    { name: "adj_x", type: AttributeType.bool, value: adjX },
    { name: "adj_y", type: AttributeType.bool, value: adjY },
  ], inputs);
  graph.delete();
  return [names.filter((name) => name !== "Reshape").join(), shape];
}

Deno.test("large products of a batch of 1 are products of two matrices, the others stay", () => {
  const x = [1, ROWS, INPUTS], w = [1, INPUTS, OUTPUTS], dy = [1, ROWS, OUTPUTS];
  assert.deepEqual(added([x, w]), ["BatchMatMulV2", dy]);
  assert.deepEqual(added([x, w], { inference: true }), ["MatMul", dy]);
  assert.deepEqual(added([x, dy], { adjX: true }), ["MatMul", w]);
  assert.deepEqual(added([dy, w], { adjY: true }), ["BatchMatMulV2", x]);
  const small = [1, INPUTS, 4];
  assert.deepEqual(added([x, small], { inference: true }), ["BatchMatMulV2", [1, ROWS, 4]]);
  const two = [[2, ROWS, INPUTS], [2, INPUTS, OUTPUTS]] as [number[], number[]];
  assert.deepEqual(added(two, { inference: true }), ["BatchMatMulV2", [2, ROWS, OUTPUTS]]);
});

Deno.test("a large matrix's gradient has the eager step's bits", () => {
  const weight = tf.variable(noiseTensor([INPUTS, OUTPUTS], 1) as tf.Tensor2D);
  const step = (x: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(tf.matMul(x as tf.Tensor2D, weight))) as tf.Scalar,
      [weight],
    );
    return [value, grads[weight.name]];
  };
  const x = noiseTensor([ROWS, INPUTS], 2);
  const compiled = compileStep(step, failOnWarning);
  const [found, expected] = [compiled(x), step(x)].map((all) => all.map((one) => one.dataSync()));
  assert.deepEqual(found, expected);
  compiled.dispose();
  tf.dispose([weight, x]);
});

Deno.test("inference through a large matrix is the eager one's, whatever comes behind", () => {
  const weight = tf.variable(noiseTensor([INPUTS, OUTPUTS], 3, 0.05) as tf.Tensor2D);
  const bias = tf.variable(noiseTensor([OUTPUTS], 4) as tf.Tensor1D);
  const ask = (x: tf.Tensor) => [
    tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, weight), bias)),
    tf.matMul(x as tf.Tensor2D, tf.transpose(weight), false, true),
  ];
  const step = compileStep(ask, { inference: true, ...failOnWarning });
  for (let call = 0; call <= CALLS_BEFORE_FREEZING + 1; call++) {
    tf.tidy(() => {
      const x = noiseTensor([ROWS, INPUTS], 5 + call);
      const expected = ask(x);
      step(x).forEach((output, place) => {
        assert.deepEqual(output.shape, expected[place].shape);
        const apart = relativeDifference(output.dataSync(), expected[place].dataSync());
        assert.ok(apart < 1e-5, `call ${call}: ${apart}`);
      });
    });
  }
  step.dispose();
  tf.dispose([weight, bias]);
});
