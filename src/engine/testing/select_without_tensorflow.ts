/** Out, as JSON: which engine "auto" takes, and what it says, where TensorFlow is not found. */
import { selectEngine } from "../select_engine.ts";

Deno.env.set("DUYGU_TENSORFLOW", "/nowhere");
const said: string[] = [];
const { engine } = await selectEngine({ engine: "auto", say: (sentence) => said.push(sentence) });
console.log(JSON.stringify({ engine, said }));
