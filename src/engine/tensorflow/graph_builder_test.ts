import assert from "node:assert/strict";
import { selectEngine } from "../select_engine.ts";
import { AttributeType, DataType, typeAttribute } from "./attributes.ts";
import { tensorflowBinding } from "./backend.ts";
import { startGraph } from "./graph_builder.ts";
import { cString, TensorflowError } from "./library.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });
const { context } = tensorflowBinding();
const { c, status, check } = context.library;
const float = typeAttribute("T", DataType.float32);

Deno.test("a graph becomes an operation of its own name, list inputs and constants included", () => {
  const graph = startGraph(context.library);
  const x = graph.placeholder(DataType.float32, [2, 1]);
  const constant = graph.constant(DataType.float32, [2, 1], [5, 6]);
  const axis = graph.constant(DataType.int32, [], [1]);
  const [joined] = graph.operation("ConcatV2", [
    { name: "N", type: AttributeType.int, value: 3 },
    float,
    typeAttribute("Tidx", DataType.int32),
  ], [x, constant, x, axis]);
  assert.deepEqual(joined.shape, [2, 3]);
  assert.equal(joined.dataType, DataType.float32);
  const made = graph.toFunction({
    name: "duygu_test_join",
    inputs: [x],
    outputs: [joined],
    controlOutputs: [],
  });
  graph.delete();
  c.TFE_ContextAddFunction(context.pointer, made, status);
  check("TFE_ContextAddFunction");
  c.TF_DeleteFunction(made);
  const input = context.create([2, 1], DataType.float32, [1, 2]);
  const [output] = context.execute("duygu_test_join", [], [input.handle], 1);
  assert.deepEqual([...context.read(context.describe(output))], [1, 5, 1, 2, 6, 2]);
  context.delete(output);
  context.delete(input.handle);
  c.TFE_ContextRemoveFunction(context.pointer, cString("duygu_test_join"), status);
  check("TFE_ContextRemoveFunction");
});

Deno.test("a node whose inputs do not fit names its operation", () => {
  const graph = startGraph(context.library);
  const x = graph.placeholder(DataType.float32, [2]);
  const y = graph.placeholder(DataType.float32, [3]);
  assert.throws(
    () => graph.operation("AddV2", [float], [x, y]),
    (error) => error instanceof TensorflowError && error.operation === "AddV2",
  );
  graph.delete();
});
