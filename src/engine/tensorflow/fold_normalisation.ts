/**
 * With a = scale / sqrt(variance + epsilon): a (x * filter + bias - mean) + offset is x * (a
 * filter) + (a (bias - mean) + offset) (Jacob et al. 2018, arXiv 1712.05877, equation 14).
 */
import { AttributeType, DataType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import { type GraphBuilder, type GraphOutput, outputKey } from "./graph_builder.ts";
import type { AddOperation } from "./precision.ts";

/** A convolution by known weights, whose value a node holds. */
interface Convolution {
  name: string;
  attributes: readonly TFEOpAttr[];
  x: GraphOutput;
  filter: { shape: number[]; values: Float32Array };
  /** One a channel; absent for zeros. */
  bias?: Float32Array;
}

const CONVOLUTIONS = new Set(["Conv2D", "DepthwiseConv2dNative"]);
const RESHAPES = new Set(["Reshape", "ExpandDims", "Squeeze"]);
const ADDITIONS = new Set(["Add", "AddV2", "BiasAdd"]);
const NORMALISATIONS = new Set(["FusedBatchNorm", "FusedBatchNormV3"]);

/**
 * How operations are added to `graph`, through `add`, where `constants` knows the values of some
 * outputs by their {@link outputKey}; it is told those of reshaped and folded ones.
 */
export function foldNormalisation(
  graph: GraphBuilder,
  constants: Map<string, Float32Array>,
  add: AddOperation,
): AddOperation {
  const convolutions = new Map<string, Convolution>();
  const constantOf = (output: GraphOutput) => constants.get(outputKey(output));

  const note = (name: string, attributes: readonly TFEOpAttr[], inputs: readonly GraphOutput[]) => {
    const outputs = add(name, attributes, inputs);
    const key = outputKey(outputs[0]);
    const [first, second] = inputs;
    const known = inputs.length > 0 ? constantOf(first) : undefined;
    const convolution = inputs.length > 0 ? convolutions.get(outputKey(first)) : undefined;
    const other = inputs.length > 1 ? constantOf(second) : undefined;
    const isBias = ADDITIONS.has(name) && other?.length === first.shape.at(-1);
    if (RESHAPES.has(name)) {
      if (known) constants.set(key, known);
      const keepsChannels = first.shape.at(-1) === outputs[0].shape.at(-1);
      if (convolution && keepsChannels) convolutions.set(key, convolution);
    } else if (CONVOLUTIONS.has(name) && other) {
      const filter = { shape: second.shape, values: other };
      convolutions.set(key, { name, attributes, x: first, filter });
    } else if (convolution && other && isBias) {
      const { bias } = convolution;
      const sum = bias ? other.map((value, channel) => value + bias[channel]) : other;
      convolutions.set(key, { ...convolution, bias: sum });
    }
    return outputs;
  };

  const fold = (attributes: readonly TFEOpAttr[], inputs: readonly GraphOutput[]) => {
    const convolution = convolutions.get(outputKey(inputs[0]));
    const [scale, offset, mean, variance] = inputs.slice(1).map(constantOf);
    const isTraining = attributes.find(({ name }) => name === "is_training")?.value;
    if (!convolution || !scale || !offset || !mean || !variance || isTraining) return undefined;
    const epsilon = attributes.find(({ name }) => name === "epsilon")?.value as number;
    const factor = scale.map((value, channel) => value / Math.sqrt(variance[channel] + epsilon));
    const { filter, bias } = convolution;
    // The last axis of a filter, of a depthwise one the last two, counts the channels.
    const values = filter.values.map((value, at) => value * factor[at % factor.length]);
    const shift = offset.map((value, channel) =>
      factor[channel] * ((bias?.[channel] ?? 0) - mean[channel]) + value
    );
    const constant = (shape: number[], data: Float32Array) => {
      const made = graph.constant(DataType.float32, shape, data);
      constants.set(outputKey(made), data);
      return made;
    };
    const [filtered] = add(convolution.name, convolution.attributes, [
      convolution.x,
      constant(filter.shape, values),
    ]);
    const [shifted] = add("BiasAdd", [
      typeAttribute("T", DataType.float32),
      { name: "data_format", type: AttributeType.string, value: "NHWC" },
    ], [filtered, constant([shift.length], shift)]);
    return reshaped(shifted, inputs[0].shape);
  };

  const reshaped = (output: GraphOutput, shape: number[]): GraphOutput => {
    if (output.shape.join() === shape.join()) return output;
    return add("Reshape", [
      typeAttribute("T", DataType.float32),
      typeAttribute("Tshape", DataType.int32),
    ], [output, graph.constant(DataType.int32, [shape.length], shape)])[0];
  };

  return (name, attributes, inputs) => {
    const folded = NORMALISATIONS.has(name) ? fold(attributes, inputs) : undefined;
    if (folded === undefined) return note(name, attributes, inputs);
    const [, , , mean, variance] = inputs;
    // The further outputs: statistics, which inference hands through.
    return [folded, mean, variance, mean, variance];
  };
}
