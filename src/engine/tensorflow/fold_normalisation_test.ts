import assert from "node:assert/strict";
import { AttributeType } from "./attributes.ts";
import { foldNormalisation } from "./fold_normalisation.ts";
import { type GraphBuilder, type GraphOutput, outputKey } from "./graph_builder.ts";

let made = 0;
const output = (...shape: number[]): GraphOutput => ({
  operation: Deno.UnsafePointer.create(BigInt(++made)) as Deno.PointerObject,
  index: 0,
  shape,
  dataType: 1,
});

/** What is added to a graph of [1, 4, 4, 2] images, and the constants made for it. */
function recording() {
  const added: string[] = [];
  const constants = new Map<string, Float32Array>();
  const made: number[][] = [];
  const graph = {
    constant: (_type: number, shape: number[], values: ArrayLike<number>) => {
      made.push(Array.from(values));
      return output(...shape);
    },
  } as unknown as GraphBuilder;
  const add = foldNormalisation(graph, constants, (name) => {
    added.push(name);
    return [output(1, 4, 4, 2)];
  });
  const constant = (values: number[], ...shape: number[]) => {
    const known = output(...shape);
    constants.set(outputKey(known), Float32Array.from(values));
    return known;
  };
  return { add, added, constant, made };
}

const attributes = (isTraining: boolean) => [
  { name: "epsilon", type: AttributeType.float, value: 1 },
  { name: "is_training", type: AttributeType.bool, value: isTraining },
];

/** A normalisation with scale 6, 4, offset 1, 2, mean 3, 4 and variance 8, 3, after `x`. */
const normalise = (
  { add, constant }: ReturnType<typeof recording>,
  x: GraphOutput,
  training = false,
) =>
  add("FusedBatchNorm", attributes(training), [
    x,
    ...[[6, 4], [1, 2], [3, 4], [8, 3]].map((values) => constant(values, 2)),
  ]);

Deno.test("a normalisation after a convolution and its bias goes into both", () => {
  const graph = recording();
  const [x] = graph.add("Conv2D", [], [output(1, 4, 4, 1), graph.constant([10, 20], 1, 1, 1, 2)]);
  const [biased] = graph.add("BiasAdd", [], [x, graph.constant([5, 7], 2)]);
  normalise(graph, biased);
  assert.deepEqual(graph.added, ["Conv2D", "BiasAdd", "Conv2D", "BiasAdd"]);
  // Factors 6 / 3 and 4 / 2; 2 (5 - 3) + 1 and 2 (7 - 4) + 2.
  assert.deepEqual(graph.made, [[20, 40], [5, 8]]);
});

Deno.test("a normalisation elsewhere, in training or by unknown weights stays", () => {
  const after = (name: string, filter: GraphOutput, training = false) => {
    const graph = recording();
    const [x] = graph.add(name, [], [output(1, 4, 4, 2), filter]);
    normalise(graph, x, training);
    assert.deepEqual(graph.added, [name, "FusedBatchNorm"]);
  };
  after("Conv2D", output(1, 1, 2, 2));
  after("MaxPool", output());
  const graph = recording();
  const filter = graph.constant([1, 2], 1, 1, 2, 1);
  const [x] = graph.add("DepthwiseConv2dNative", [], [output(1, 4, 4, 2), filter]);
  const [relu] = graph.add("Relu", [], [x]);
  normalise(graph, relu);
  normalise(graph, x, true);
  assert.deepEqual(graph.added.slice(2), ["FusedBatchNorm", "FusedBatchNorm"]);
});
