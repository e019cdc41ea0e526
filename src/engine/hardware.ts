import { z } from "zod";
import { parseJson } from "../base/json.ts";
import { programOnPath } from "../base/processes.ts";

/** Readable names by the flags of /proc/cpuinfo, most basic first. */
const X86 = {
  avx2: "AVX2",
  fma: "FMA",
  avx512f: "AVX-512",
  avx512_bf16: "AVX512-BF16",
  amx_tile: "AMX",
  amx_bf16: "AMX-BF16",
};
const ARM = { asimd: "NEON", asimdhp: "FP16", bf16: "BF16", sve: "SVE" };

/** Present and absent instructions by readable name. */
export interface CpuFeatures {
  present: string[];
  absent: string[];
  /** Whether bfloat16 arithmetic is done in hardware. */
  hasBfloat16: boolean;
}

/**
 * Reads the text of /proc/cpuinfo. Undefined where it lists no flags, as on other systems.
 *
 * @example
 * ```ts
 * cpuFeatures("flags : fpu avx2 fma")?.present; // ["AVX2", "FMA"]
 * ```
 */
export function cpuFeatures(cpuinfo: string): CpuFeatures | undefined {
  const line = /^(flags|Features)\s*:(.*)$/m.exec(cpuinfo);
  if (line === null) return undefined;
  const flags = new Set(line[2].trim().split(/\s+/));
  const known: Record<string, string> = line[1] === "flags" ? X86 : ARM;
  const names = (wanted: boolean) =>
    Object.keys(known).filter((flag) => flags.has(flag) === wanted).map((flag) => known[flag]);
  const hasBfloat16 = ["avx512_bf16", "amx_bf16", "bf16"].some((flag) => flags.has(flag));
  return { present: names(true), absent: names(false), hasBfloat16 };
}

/** NVIDIA's cards as its driver names them; empty where there is no driver. */
export async function nvidiaGpus(): Promise<string[]> {
  // Permission to run what is not there need not be asked for.
  if (programOnPath("nvidia-smi") === undefined) return [];
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
