/** In: a wheel as JSON. Out, as JSON: where it was provisioned and what was said, or the error. */
import { provisionTensorflow, type TensorflowWheel } from "../provision.ts";

const wheel = JSON.parse(Deno.args[0]) as TensorflowWheel;
const said: string[] = [];
try {
  const path = await provisionTensorflow((sentence) => said.push(sentence), wheel);
  console.log(JSON.stringify({ path, said }));
} catch (error) {
  const { name, message } = error as Error;
  console.log(JSON.stringify({ error: `${name}: ${message}`, said }));
}
