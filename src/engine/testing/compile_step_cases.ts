/** What holds for compiled steps on every engine that compiles. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { noiseTensor } from "./noise.ts";
import { relativeDifference } from "./relative_difference.ts";

const failOnWarning = { warn: (message: string) => assert.fail(message) };

/** A variable and the step that adds its argument to it. */
function adder() {
  const total = tf.tidy(() => tf.variable(tf.tensor1d([0, 0])));
  const step = compileStep((x) => {
    total.assign(tf.add(total, x));
    return [tf.sum(total)];
  }, failOnWarning);
  const add = (...values: number[]) => {
    const input = tf.tensor1d(values);
    const [sum] = step(input);
    const value = sum.dataSync()[0];
    tf.dispose([input, sum]);
    return value;
  };
  const dispose = () => {
    step.dispose();
    total.dispose();
  };
  return { total, add, dispose };
}

/** Registers the tests; `held` tells how many tensors the engine holds. */
export function testCompiledSteps(held: () => number): void {
  Deno.test("compiling does not run the step; each call runs it once", () => {
    const { total, add, dispose } = adder();
    assert.equal(add(1, 2), 3);
    assert.equal(add(10, 20), 33);
    assert.deepEqual([...total.dataSync()], [11, 22]);
    dispose();
  });

  Deno.test("a step in rows is as many calls, to the bit", () => {
    const run = (asRows: boolean) => {
      const weight = tf.variable(noiseTensor([5, 4], 1) as tf.Tensor2D);
      const steps = tf.tidy(() => tf.variable(tf.scalar(0, "int32")));
      const fixed = noiseTensor([5, 4], 2), unread = tf.variable(tf.zeros([2]));
      const step = compileStep((x, rate) => {
        steps.assign(tf.add(steps, tf.scalar(1, "int32")));
        unread.assign(tf.add(tf.fill([2], 1), rate));
        const { value, grads } = tf.variableGrads(
          () => tf.mean(tf.tanh(tf.matMul(x as tf.Tensor2D, tf.mul(weight, fixed)))) as tf.Scalar,
          [weight],
        );
        weight.assign(tf.sub(weight, tf.mul(rate, grads[weight.name])));
        return [value, tf.greater(tf.sum(x, 0), 0), x];
      }, failOnWarning);
      const x = noiseTensor([6, 3, 5], 3), rates = tf.tensor1d([1, 0.5, 0.25, 2, 3, 0.1]);
      const calls = asRows
        ? step.inRows(x, rates)
        : tf.tidy(() =>
          Array.from({ length: 6 }, (_, row) =>
            step(...[x, rates].map((all) => tf.unstack(all)[row])))
            .reduce<tf.Tensor[][]>((lists, outputs) =>
              outputs.map((output, place) => [...lists[place] ?? [], output]), [])
            .map((list) =>
              tf.stack(list)
            )
        );
      const results = [...calls, weight, steps, unread].map((tensor) => ({
        shape: tensor.shape,
        dtype: tensor.dtype,
        values: tensor.dataSync(),
      }));
      step.dispose();
      tf.dispose([...calls, weight, steps, unread, fixed, x, rates]);
      return results;
    };
    const alone = run(false);
    assert.deepEqual(run(true), alone);
    assert.deepEqual(alone.map(({ shape }) => shape), [[6], [6, 5], [6, 3, 5], [5, 4], [], [2]]);
    assert.deepEqual([...alone[4].values], [6]);
  });

  Deno.test("rows of different lengths are refused", () => {
    const step = compileStep((x, y) => [tf.add(x, y)], failOnWarning);
    const inputs = [tf.ones([3]), tf.ones([2])];
    assert.throws(() => step.inRows(...inputs), /as many rows each, but found 3,2/);
    tf.dispose(inputs);
  });

  Deno.test("a step in rows that cannot be compiled runs row by row", () => {
    const warnings: string[] = [];
    const step = compileStep((x) => [tf.scalar(2 * x.dataSync()[0])], {
      warn: (message) => void warnings.push(message),
    });
    const x = tf.tensor1d([1, 2, 3]);
    const [doubled] = step.inRows(x);
    assert.deepEqual([...doubled.dataSync()], [2, 4, 6]);
    assert.equal(warnings.length, 1);
    tf.dispose([x, doubled]);
  });

  Deno.test("what is assigned to a variable between calls is seen", () => {
    const { total, add, dispose } = adder();
    add(1, 1);
    const fresh = tf.tensor1d([100, 200]);
    total.assign(fresh);
    assert.equal(add(1, 1), 302);
    assert.deepEqual([...fresh.dataSync()], [100, 200]);
    fresh.dispose();
    dispose();
  });

  Deno.test("clones of a variable keep their values while it is updated in place", () => {
    const { total, add, dispose } = adder();
    const before = total.clone();
    add(1, 2);
    const between = total.clone();
    const view = tf.reshape(total, [2, 1]);
    add(3, 4);
    add(5, 6);
    assert.deepEqual([...before.dataSync()], [0, 0]);
    assert.deepEqual([...between.dataSync()], [1, 2]);
    assert.deepEqual([...view.dataSync()], [1, 2]);
    assert.deepEqual([...total.dataSync()], [9, 12]);
    tf.dispose([before, between, view]);
    dispose();
  });

  Deno.test("two variables made of one tensor go their own ways", () => {
    const shared = tf.tensor1d([1, 2]);
    const [left, right] = [tf.variable(shared), tf.variable(shared)];
    const step = compileStep((x) => {
      left.assign(tf.add(left, x));
      right.assign(tf.sub(right, x));
      return [];
    }, failOnWarning);
    const one = tf.scalar(1);
    step(one);
    step(one);
    assert.deepEqual([...left.dataSync()], [3, 4]);
    assert.deepEqual([...right.dataSync()], [-1, 0]);
    assert.deepEqual([...shared.dataSync()], [1, 2]);
    step.dispose();
    tf.dispose([shared, left, right, one]);
  });

  Deno.test("each combination of shapes is traced once", () => {
    const traced: number[][] = [];
    const step = compileStep((x) => {
      traced.push(x.shape);
      return [tf.sum(x)];
    }, failOnWarning);
    for (const rows of [4, 4, 3, 4, 3]) {
      const [input] = [tf.ones([rows, 2])];
      const [sum] = step(input);
      assert.equal(sum.dataSync()[0], rows * 2);
      tf.dispose([input, sum]);
    }
    assert.deepEqual(traced, [[4, 2], [3, 2]]);
    step.dispose();
  });

  Deno.test("a step may hand its arguments and variables through", () => {
    const weight = tf.variable(tf.scalar(3));
    const step = compileStep((x) => [x, weight, tf.add(x, weight)], {
      warn: (message) => assert.fail(message),
    });
    for (const value of [1, 2]) {
      const x = tf.scalar(value);
      const values = step(x).map((output) => output.dataSync()[0]);
      assert.deepEqual(values, [value, 3, value + 3]);
      assert.equal(x.dataSync()[0], value);
    }
    assert.equal(weight.dataSync()[0], 3);
    step.dispose();
  });

  Deno.test("a step that reads its argument runs uncompiled, with one warning", () => {
    const warnings: string[] = [];
    const step = compileStep((x) => [tf.scalar(2 * x.dataSync()[0])], {
      warn: (message) => void warnings.push(message),
    });
    const values = [1, 2].map((value) => tf.tidy(() => step(tf.scalar(value))[0].dataSync()[0]));
    assert.deepEqual(values, [2, 4]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /has no value yet/);
  });

  Deno.test("a learning rate passed as an argument takes effect at each call", () => {
    const weight = tf.variable(tf.scalar(0));
    const step = compileStep((rate) => {
      weight.assign(tf.sub(weight, rate));
      return [];
    }, failOnWarning);
    for (const rate of [1, 0.5, 0.25]) tf.tidy(() => step(tf.scalar(rate)));
    assert.equal(weight.dataSync()[0], -1.75);
    step.dispose();
    weight.dispose();
  });

  Deno.test("a variable as argument is refused with a sentence", () => {
    const weight = tf.variable(tf.scalar(1));
    const step = compileStep((x) => [tf.neg(x)], failOnWarning);
    assert.throws(() => step(weight), /not a variable, as argument/);
    step.dispose();
    weight.dispose();
  });

  Deno.test("a tensor that the step closes over outlives its owner", () => {
    const mask = tf.tensor1d([1, 0]);
    const step = compileStep((x) => [tf.mul(x, mask)], failOnWarning);
    const input = tf.tensor1d([5, 6]);
    const [first] = step(input);
    mask.dispose();
    const [second] = step(input);
    assert.deepEqual([...first.dataSync()], [5, 0]);
    assert.deepEqual([...second.dataSync()], [5, 0]);
    step.dispose();
    tf.dispose([input, first, second]);
  });

  for (
    const [name, optimiserOf] of Object.entries({
      sgd: () => tf.train.sgd(0.1),
      momentum: () => tf.train.momentum(0.1, 0.9),
      rmsprop: () => tf.train.rmsprop(0.01),
      adam: () => tf.train.adam(0.01),
    })
  ) {
    Deno.test(`tfjs's own optimiser ${name} compiles`, () => {
      const run = (compiled: boolean): Float32Array => {
        const weight = tf.variable(noiseTensor([3, 2], 1) as tf.Tensor2D);
        const optimiser = optimiserOf();
        const step = (x: tf.Tensor) => [
          optimiser.minimize(
            () => tf.mean(tf.square(tf.matMul(x as tf.Tensor2D, weight))) as tf.Scalar,
            true,
            [weight],
          ) as tf.Tensor,
        ];
        const call = compiled
          ? compileStep(step, { makesVariables: true, ...failOnWarning })
          : step;
        for (let index = 0; index < 20; index++) {
          tf.tidy(() => call(noiseTensor([4, 3], index)));
        }
        const values = weight.dataSync() as Float32Array;
        optimiser.dispose();
        weight.dispose();
        return values;
      };
      const difference = relativeDifference(run(true), run(false));
      assert.ok(difference < 1e-5, `${difference}`);
    });
  }

  Deno.test("a step that reads a tensor runs eagerly, after one warning and with variables intact", () => {
    const warnings: string[] = [];
    const count = tf.variable(tf.scalar(0));
    const step = compileStep((x) => {
      count.assign(tf.add(count, 1));
      return [tf.scalar(tf.sum(x).dataSync()[0])];
    }, { warn: (message) => warnings.push(message) });
    const input = tf.tensor1d([1, 2]);
    for (let call = 1; call <= 3; call++) {
      const [sum] = step(input);
      assert.equal(sum.dataSync()[0], 3);
      assert.equal(count.dataSync()[0], call);
      sum.dispose();
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /runs uncompiled: .*has no value yet/);
    tf.dispose([count, input]);
  });

  Deno.test("a step that makes a variable is told so, and runs eagerly", () => {
    const warnings: string[] = [];
    const made: tf.Variable[] = [];
    const step = compileStep((x) => {
      if (made.length === 0) made.push(tf.variable(tf.zeros([2])));
      return [tf.add(x, made[0])];
    }, { warn: (message) => warnings.push(message) });
    const input = tf.tensor1d([1, 2]);
    const [sum] = step(input);
    assert.deepEqual([...sum.dataSync()], [1, 2]);
    assert.match(warnings.join(), /the step makes a variable; .*makesVariables/);
    tf.dispose([input, sum, ...made]);
  });

  Deno.test("an error thrown by the step itself is the caller's", () => {
    const step = compileStep((x) => [tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D)], {
      warn: () => {},
    });
    const input = tf.ones([2, 3]);
    assert.throws(() => step(input), /MatMul.*size-incompatible|matMul: inner shapes/);
    input.dispose();
  });

  Deno.test("a disposed variable is named in the error", () => {
    const weight = tf.variable(tf.scalar(1), true, "gone");
    const step = compileStep((x) => [tf.mul(x, weight)], failOnWarning);
    const input = tf.scalar(2);
    step(input)[0].dispose();
    weight.dispose();
    assert.throws(() => step(input), /the variable gone, now disposed/);
    step.dispose();
    input.dispose();
  });

  Deno.test("several compiled steps share variables", () => {
    const weight = tf.variable(tf.scalar(1));
    const double = compileStep(() => {
      weight.assign(tf.mul(weight, 2));
      return [];
    }, failOnWarning);
    const read = compileStep((x) => [tf.mul(x, weight)], { xla: true, ...failOnWarning });
    const input = tf.scalar(3);
    const values: number[] = [];
    for (let call = 0; call < 3; call++) {
      double();
      const [product] = read(input);
      values.push(product.dataSync()[0]);
      product.dispose();
    }
    assert.deepEqual(values, [6, 12, 24]);
    double.dispose();
    read.dispose();
    tf.dispose([weight, input]);
  });

  Deno.test("after dispose a step is compiled anew, and nothing is left behind", () => {
    const tensors = tf.memory().numTensors;
    const heldBefore = held();
    const { add, dispose, total } = adder();
    add(1, 1);
    dispose();
    assert.equal(total.isDisposed, true);
    assert.equal(tf.memory().numTensors, tensors);
    assert.equal(held(), heldBefore);
    const traced: number[] = [];
    const step = compileStep((x) => {
      traced.push(x.size);
      return [tf.neg(x)];
    }, failOnWarning);
    const input = tf.tensor1d([1]);
    step(input)[0].dispose();
    step.dispose();
    step(input)[0].dispose();
    step.dispose();
    assert.deepEqual(traced, [1, 1]);
    input.dispose();
  });
}
