/**
 * Products of large matrices. tfjs asks for each product as one of a batch of 1, which TensorFlow
 * computes by other code than a product of two matrices: [1, 16, 32768] × [1, 32768, 764], the
 * dense layer of EmotionUnet, takes 3 to 4 times as long, for the second matrix is copied into
 * blocks each time.
 */
import { AttributeType, DataType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import type { GraphBuilder, GraphOutput } from "./graph_builder.ts";
import type { AddOperation } from "./precision.ts";

/** Values of a matrix, 4 MiB. */
const LARGE = 2 ** 20;

const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/**
 * How operations are added to `graph`, through `add`, with large products of float32 in a batch of
 * 1 as products of two matrices. In a training step these are the gradients of weights alone, which
 * keep their bits; other products sum in another order, so that trainings would end with other
 * weights, and stay as they are unless `inference` is true.
 */
export function flattenLargeProducts(
  graph: GraphBuilder,
  add: AddOperation,
  { inference }: { inference: boolean },
): AddOperation {
  const reshape = (x: GraphOutput, shape: number[]) =>
    add("Reshape", [
      typeAttribute("T", DataType.float32),
      typeAttribute("Tshape", DataType.int32),
    ], [x, graph.constant(DataType.int32, [shape.length], shape)])[0];

  return (name, attributes, inputs) => {
    const isProduct = name === "BatchMatMulV2" &&
      inputs.every(({ dataType, shape }) =>
        dataType === DataType.float32 && shape.length > 2 && product(shape.slice(0, -2)) === 1
      );
    if (!isProduct) return add(name, attributes, inputs);
    const [a, b] = inputs.map(({ shape }) => shape.slice(-2));
    const transposed = (flag: string) =>
      attributes.find((attribute) => attribute.name === flag)?.value === true;
    const transposesA = transposed("adj_x"), transposesB = transposed("adj_y");
    const outer = [a[transposesA ? 1 : 0], b[transposesB ? 0 : 1]];
    const isGradient = transposesA && !transposesB && product(outer) >= LARGE;
    const isLarge = isGradient || (inference && product(b) >= LARGE);
    if (!isLarge) return add(name, attributes, inputs);
    const flags: TFEOpAttr[] = [
      { name: "transpose_a", type: AttributeType.bool, value: transposesA },
      { name: "transpose_b", type: AttributeType.bool, value: transposesB },
    ];
    const [flat] = add(
      "MatMul",
      [typeAttribute("T", DataType.float32), ...flags],
      [reshape(inputs[0], a), reshape(inputs[1], b)],
    );
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    return [reshape(flat, [...Array(rank - 2).fill(1), ...outer])];
  };
}
