/** Out: which Pythons hold the packages that benchmarks compare with; nothing else needs them. */
import type { Finding } from "../../engine/doctor.ts";
import { installedPeerPython, pythonPackages } from "../../base/python.ts";

/** One finding a Python: $DUYGU_PYTHON, the one that the benchmarks install, the system's. */
export async function examinePeers(): Promise<Finding[]> {
  const programs = [Deno.env.get("DUYGU_PYTHON"), installedPeerPython(), "python3"];
  const findings: Finding[] = [];
  for (const program of programs.filter((name) => name !== undefined)) {
    const found = await describePython(program);
    if (found !== undefined) {
      findings.push({ topic: "Python peers", found: `${program}: ${found}` });
    }
  }
  if (findings.length) return findings;
  return [{ topic: "Python peers", found: "no Python here; only comparisons with peers need one" }];
}

async function describePython(program: string): Promise<string | undefined> {
  try {
    const { python, packages } = await pythonPackages(program);
    const versions = Object.entries(packages).map((entry) => entry.join(" "));
    return `${python} with ${versions.join(", ") || "none of the peers' packages"}`;
  } catch {
    return undefined;
  }
}
