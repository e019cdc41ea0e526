/** The command `doctor`: what works on this machine, and what to do about the rest. */
import { statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describeEnvironment, type Environment } from "../../base/describe_environment.ts";
import { cacheFolder } from "../../base/files.ts";
import { installedPeerPython, pythonPackages } from "../../base/python_packages.ts";
import { FoundFault } from "../../base/user_error.ts";
import { hasPackageFiles, packageFolder } from "../../data/import/npm_package.ts";
import { type CorpusStatus, type FindOptions, listCorpora } from "../../data/find_corpus.ts";
import { onnxRuntime, onnxRuntimePackage } from "../../dsp/encoder/onnx_runtime.ts";
import { examineEngine, type Finding } from "../../engine/doctor.ts";
import { globalOptions } from "../create_program.ts";
import { readyMadeFace } from "../missing_models.ts";

/** The oldest Deno that Duygu is tested with. */
const LEAST_DENO = [2, 9] as const;

/** Adds `doctor` to the program. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("Show what works on this machine, and what to do about the rest")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", "\nExample:\n  duygu doctor --data ~/corpora")
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { engine: asked, data, quiet } = globalOptions(command);
      const { engine, findings: ofEngine } = await examineEngine({ engine: asked });
      const environment = await describeEnvironment();
      const findings = [
        ...machineFindings(environment),
        ...ofEngine,
        await examineReadyMade(quiet),
        examineOnnxRuntime(),
        ...await examineData({ dataRoot: data, quiet }),
        ...await examineStorage(),
        ...await examinePeers(),
      ];
      console.log(
        json ? JSON.stringify({ environment, engine, findings }, null, 2) : doctorText(findings),
      );
      if (engine === null) throw new FoundFault("The engine does not start");
    });
}

/** Versions and the machine. */
export function machineFindings(environment: Environment): Finding[] {
  const { duygu, deno, v8, os, osRelease, architecture, cpu, cores, memoryGiB } = environment;
  const [major, minor] = deno.split(".").map(Number);
  const isOld = major < LEAST_DENO[0] || (major === LEAST_DENO[0] && minor < LEAST_DENO[1]);
  return [
    { topic: "Duygu", found: duygu },
    {
      topic: "Deno",
      found: `${deno}, V8 ${v8}`,
      ...isOld ? { advice: `take Deno ${LEAST_DENO.join(".")} or later` } : {},
    },
    { topic: "system", found: `${os} ${osRelease}, ${architecture}` },
    { topic: "processor", found: `${cpu}, ${cores} cores, ${memoryGiB} GiB of memory` },
  ];
}

/** One line a finding, with what to do below it, and how many such there are. */
export function doctorText(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.flatMap(({ topic, found, advice }) => [
    `${advice ? "!" : " "} ${topic.padEnd(width)}  ${found}`,
    ...advice ? [`  ${" ".repeat(width)}  → ${advice}`] : [],
  ]);
  const count = findings.filter(({ advice }) => advice).length;
  const problems = count === 1 ? "1 thing" : `${count} things`;
  const end = count ? `${problems} to do, marked by !` : "Nothing to do.";
  return [...lines, "", end].join("\n");
}

/** Fetches the ready-made network for faces where it is missing, for tasks that may not. */
async function examineReadyMade(quiet?: boolean): Promise<Finding> {
  const topic = "faces";
  try {
    const { title, source, licence } = await readyMadeFace((line) => quiet || console.error(line));
    return { topic, found: `${title} of the ${source}, licence ${licence}, ready-made` };
  } catch (error) {
    const advice = "train a network of your own: duygu train fer2013";
    return { topic, found: (error as Error).message, advice };
  }
}

/** Whether what runs pretrained encoders is here; few want it, so that it is not fetched. */
function examineOnnxRuntime(): Finding {
  const topic = "encoders";
  const { name, version, megabytes } = onnxRuntime;
  try {
    const wanted = onnxRuntimePackage();
    const found = hasPackageFiles(wanted)
      ? `ONNX Runtime ${version} in ${packageFolder(wanted)}`
      : `no ONNX Runtime yet; \`duygu features encoder FILE\` fetches npm's ${name} once ` +
        `(${megabytes} MB)`;
    return { topic, found };
  } catch (error) {
    return { topic, found: (error as Error).message };
  }
}

/** One finding a known corpus; a wrong --data is a finding too. */
export async function examineData(options: FindOptions): Promise<Finding[]> {
  try {
    return (await listCorpora(options)).map(dataFinding);
  } catch (error) {
    const advice = "name the folder that holds the data sets by --data or $DUYGU_DATA";
    return [{ topic: "data", found: (error as Error).message, advice }];
  }
}

/** What there is to say of one corpus. */
export function dataFinding({ info, root, counts, kind, fault }: CorpusStatus): Finding {
  const topic = info.title;
  if (root === undefined) return { topic, found: "not here", advice: info.howToGet };
  if (fault) {
    const advice = `\`data verify ${info.id}\` shows more`;
    return { topic, found: `broken in ${root}: ${fault}`, advice };
  }
  const clips = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const what = kind === "features"
    ? "rows of a table of features, no audio"
    : kind === "images"
    ? "pictures"
    : "clips";
  return { topic, found: `${clips} ${what} in ${root}` };
}

/** Less than this, and TensorFlow (once) and a run's weights may not fit. */
const LEAST_FREE_BYTES = 3e9;

/** One finding a folder of the cache, one for the disk below it, one for the runs' disk. */
export async function examineStorage(): Promise<Finding[]> {
  const folder = cacheFolder();
  const caches: Finding[] = [];
  const folders = (await entries(folder)).filter((entry) => entry.isDirectory);
  for (const { name } of folders.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, name);
    caches.push({ topic: "cache", found: `${gigabytes(await folderBytes(path))} in ${path}` });
  }
  if (caches.length === 0) caches.push({ topic: "cache", found: `nothing yet in ${folder}` });
  return [
    ...caches,
    diskFinding("disk of the cache", folder),
    diskFinding("disk here", Deno.cwd()),
  ];
}

/** Whether `free` bytes, by default those below `folder`, are enough. */
export function diskFinding(topic: string, folder: string, free = freeBytes(folder)): Finding {
  if (free === undefined) return { topic, found: "unknown" };
  const found = `${gigabytes(free)} free`;
  if (free >= LEAST_FREE_BYTES) return { topic, found };
  const advice = "make room, or name a roomier cache folder by DUYGU_CACHE; what is in the cache " +
    "may be deleted at any time";
  return { topic, found, advice };
}

/** Free space where `folder` is or would be made. */
function freeBytes(folder: string): number | undefined {
  for (let path = folder;; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      if (path === dirname(path)) return undefined;
    }
  }
}

/** Bytes of all files below `folder`. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const { name, isDirectory, isFile } of await entries(folder)) {
    const path = join(folder, name);
    if (isDirectory) bytes += await folderBytes(path);
    // A file may be gone by now.
    else if (isFile) bytes += await Deno.stat(path).then(({ size }) => size, () => 0);
  }
  return bytes;
}

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** One finding a Python: $DUYGU_PYTHON, the one that the benchmarks install, the system's. */
async function examinePeers(): Promise<Finding[]> {
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
