/** Out: which of the instructions that matter to tensors this processor has. */

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
