/**
 * Out, as JSON: page faults of this process while TensorFlow takes and frees a buffer of 128 MiB
 * ten times, and what it holds afterwards; before that it has done so three times.
 */
import { selectEngine } from "../../select_engine.ts";
import { tensorflowBinding } from "../backend.ts";
import { DataType, typeAttribute } from "../attributes.ts";

const BYTES = 2 ** 27;

function faults(): number {
  // Field 10 of proc(5)'s stat, counted behind the command's name.
  const stat = Deno.readTextFileSync("/proc/self/stat");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[7]);
}

await selectEngine({ engine: "tensorflow" });
const { context } = tensorflowBinding();
const shape = context.create([1], DataType.int32, Int32Array.of(BYTES / 4)).handle;
const value = context.create([], DataType.float32, Float32Array.of(1)).handle;
const takeAndFree = () => {
  const attributes = [
    typeAttribute("T", DataType.float32),
    typeAttribute("index_type", DataType.int32),
  ];
  context.delete(context.execute("Fill", attributes, [shape, value], 1)[0]);
};
for (let time = 0; time < 3; time++) takeAndFree();
const before = faults();
for (let time = 0; time < 10; time++) takeAndFree();
console.log(JSON.stringify({ faults: faults() - before, bytes: BYTES }));
