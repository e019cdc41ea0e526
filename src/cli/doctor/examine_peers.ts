/** Out: which Pythons hold the packages that benchmarks compare with; nothing else needs them. */
import { z } from "zod";
import { cacheFolder } from "../../base/cache_folder.ts";
import type { Finding } from "../../base/finding.ts";
import { parseJson } from "../../base/parse_json.ts";

// Reads metadata alone: importing TensorFlow would take seconds.
const LIST_PACKAGES = `
import importlib.metadata as metadata, json, sys
found = {}
for name in ("keras", "tensorflow", "tensorflow-cpu", "torch", "librosa", "scikit-learn", "scikit-optimize"):
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps({"python": sys.version.split()[0], "packages": found}))
`;

const answerSchema = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string()),
});

/** One finding a Python: $DUYGU_PYTHON, the one that the benchmarks install, the system's. */
export async function examinePeers(): Promise<Finding[]> {
  const programs = [
    Deno.env.get("DUYGU_PYTHON"),
    Deno.build.os === "windows"
      ? cacheFolder("peers", "Scripts", "python.exe")
      : cacheFolder("peers", "bin", "python"),
    "python3",
  ];
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
    const command = new Deno.Command(program, { args: ["-c", LIST_PACKAGES], stderr: "null" });
    const { success, stdout } = await command.output();
    if (!success) return undefined;
    const answer = parseJson(new TextDecoder().decode(stdout), answerSchema, program);
    const packages = Object.entries(answer.packages).map((entry) => entry.join(" "));
    return `${answer.python} with ${packages.join(", ") || "none of the peers' packages"}`;
  } catch {
    return undefined;
  }
}
