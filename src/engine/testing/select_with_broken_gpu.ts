/**
 * Out, as JSON: which engine "auto" takes, and what it says, where nvidia-smi names a GPU, the PJRT
 * plugin is no library, and TensorFlow is not found.
 */
import { join } from "node:path";
import { selectEngine } from "../select_engine.ts";

const folder = await Deno.makeTempDir();
try {
  const program = join(folder, "nvidia-smi");
  await Deno.writeTextFile(program, "#!/bin/sh\necho 'NVIDIA T4, 15360 MiB'\n", { mode: 0o755 });
  Deno.env.set("PATH", `${folder}:${Deno.env.get("PATH")}`);
  Deno.env.set("DUYGU_PJRT", program);
  Deno.env.set("DUYGU_TENSORFLOW", "/nowhere");
  const said: string[] = [];
  const { engine } = await selectEngine({ engine: "auto", say: (sentence) => said.push(sentence) });
  console.log(JSON.stringify({ engine, said }));
} finally {
  await Deno.remove(folder, { recursive: true });
}
