/**
 * Which of the benchmarks' peers a Python has. Apart from python.ts, since what finds the tasks'
 * flags reads that file and fetches no package.
 */
import { z } from "zod";
import { cacheFolder } from "./files.ts";
import { parseJson } from "./json.ts";

// Reads metadata alone: importing TensorFlow would take seconds.
const LIST_PACKAGES = `
import importlib.metadata as metadata, json, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps({"python": sys.version.split()[0], "packages": found}))
`;

/** What benchmarks compare with, and what those packages need. */
const PEERS = [
  "keras",
  "tensorflow",
  "tensorflow-cpu",
  "torch",
  "jax",
  "flax",
  "librosa",
  "soundfile",
  "scikit-learn",
  "scikit-optimize",
];

const answerSchema = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string()),
});

/** A Python's version, and package → version of those peers that it has. */
type PythonPackages = z.infer<typeof answerSchema>;

/** Asks `program`. Throws where there is no such program, and with what it said where it fails. */
export async function pythonPackages(program: string): Promise<PythonPackages> {
  const args = ["-c", LIST_PACKAGES, ...PEERS];
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trim());
  return parseJson(decoder.decode(stdout), answerSchema, `${program}'s list of packages`);
}

/** The Python of the environment that `bench engine --install-peers` makes. */
export function installedPeerPython(): string {
  return Deno.build.os === "windows"
    ? cacheFolder("peers", "Scripts", "python.exe")
    : cacheFolder("peers", "bin", "python");
}
