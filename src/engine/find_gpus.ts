/** Out: the graphics processors that this machine offers, whether or not an engine uses them. */
import { z } from "zod";
import { parseJson } from "../base/json.ts";

/** NVIDIA's cards as its driver names them; empty where there is no driver. */
export async function nvidiaGpus(): Promise<string[]> {
  const text = await outputOf("nvidia-smi", [
    "--query-gpu=name,memory.total",
    "--format=csv,noheader",
  ]);
  return (text ?? "").split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

const adapterSchema = z.object({ name: z.string(), isSoftware: z.boolean() }).nullable();

/** A WebGPU adapter. */
export type WebgpuAdapter = z.infer<typeof adapterSchema>;

const ASK_FOR_ADAPTER = `
const info = (await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" }))?.info;
console.log(JSON.stringify(info === undefined ? null : {
  name: info.description || info.device || info.vendor,
  isSoftware: info.isFallbackAdapter || /llvmpipe|swiftshader|softpipe/i.test(info.description),
}));
`;

/**
 * The adapter that Deno's WebGPU offers; null where there is none. Asked in a process of its own,
 * because drivers print to standard error, and bad ones crash.
 */
export async function webgpuAdapter(): Promise<WebgpuAdapter> {
  // `deno eval` would have all permissions; this has none.
  const script = `data:application/javascript,${encodeURIComponent(ASK_FOR_ADAPTER)}`;
  const text = await outputOf(Deno.execPath(), ["run", "--no-config", "--no-prompt", script]);
  return text === undefined ? null : parseJson(text, adapterSchema, "WebGPU's adapter");
}

/** What a program prints; undefined where it is missing or fails. */
async function outputOf(program: string, args: string[]): Promise<string | undefined> {
  try {
    const command = new Deno.Command(program, { args, stderr: "null", stdin: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
