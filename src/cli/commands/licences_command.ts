/** The command `licences`: under which terms the dependencies may be used. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { z } from "zod";
import { PEER_PACKAGES } from "../../../bench/engine/peers.ts";
import { cacheFolder, pathExists } from "../../base/files.ts";
import { parseJson, readJson } from "../../base/json.ts";
import { textTable } from "../../base/text.ts";
import { onnxRuntime } from "../../dsp/encoder/onnx_runtime.ts";
import { faceResPackage } from "../../exchange/face_mobile_nets.ts";
import { humanPackage } from "../../facecnn/blaze_face.ts";
import { pretrainedFaces, pretrainedWheel } from "../../train/pretrained_face.ts";
import { tensorflowWheel } from "../../engine/tensorflow/provision.ts";
import { jupyterFolder, pinnedPackages } from "../../notebook/jupyter.ts";

const lockPath = fileURLToPath(new URL("../../../deno.lock", import.meta.url));

/** Adds `licences` to the program. */
export function addLicencesCommand(program: Command): void {
  program
    .command("licences")
    .description("List all dependencies with their licences")
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      "\nParts: npm is needed by every command (TensorFlow's library and the face cascade stand there " +
        "too), Jupyter by\n`notebook`, peers by benchmarks against Python. Packages for other systems " +
        "than this one are pinned too, but not\nfetched. Data sets have terms of their own, which " +
        "weights trained on them inherit: docs/data.md names them." +
        "\n\nExample:\n  duygu licences",
    )
    .action(async ({ json }: { json?: true }) => {
      const parts = {
        npm: await listLicences(lockPath),
        Jupyter: await pythonLicences(jupyterFolder(), await pinnedPackages("lab")),
        peers: await pythonLicences(cacheFolder("peers"), PEER_PACKAGES),
      };
      const entries = Object.entries(parts).flatMap(([part, found]) =>
        found.map((entry) => ({ ...entry, part }))
      );
      console.log(
        json ? JSON.stringify(entries, null, 2) : textTable(
          ["name", "version", "part", "licence"],
          entries.map(({ name, version, part, licence }) => [name, version, part, licence]),
          [],
          { drop: ["part"], allBy: "--json has it" },
        ),
      );
    });
}

/** What Duygu uses and under which terms. */
export interface LicenceEntry {
  name: string;
  version: string;
  /** As the package names it, mostly an SPDX identifier; "not fetched" where it is not here. */
  licence: string;
}

const lockSchema = z.object({ npm: z.record(z.string(), z.unknown()) });
const packageSchema = z.object({
  license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});
const infoSchema = z.object({ npmCache: z.string() });

/** What is no package. */
function others(): LicenceEntry[] {
  const tensorflow = tensorflowWheel();
  return [
    ...tensorflow
      ? [{ name: "TensorFlow (its library)", version: tensorflow.version, licence: "Apache-2.0" }]
      : [],
    {
      name:
        `${pretrainedFaces.one.title} (weights of the Python package ${pretrainedWheel.packageName})`,
      version: pretrainedWheel.version,
      licence: pretrainedFaces.one.licence,
    },
    {
      name: `BlazeFace and a network for expressions (weights of npm's ${humanPackage.name})`,
      version: humanPackage.version,
      licence: humanPackage.licence,
    },
    {
      name: `HSE-FaceRes (weights of npm's ${faceResPackage.name}, from faces of VGGFace2)`,
      version: faceResPackage.version,
      licence: faceResPackage.licence,
    },
    {
      name: `ONNX Runtime (library of npm's ${onnxRuntime.name})`,
      version: onnxRuntime.version,
      licence: onnxRuntime.licence,
    },
    {
      name: "haarcascade_frontalface_default.xml (OpenCV)",
      version: "",
      licence: "Intel License Agreement For Open Source Computer Vision Library (BSD-like)",
    },
  ];
}

/**
 * The packages that the lock file at `lockPath` pins, sorted by name, with the licences that they
 * name themselves, then what is no package. Packages for other systems are not fetched here.
 * Throws UserError where the lock file is malformed.
 */
async function listLicences(lockPath: string): Promise<LicenceEntry[]> {
  const { npm } = await readJson(lockPath, lockSchema);
  const folders = await cacheFolders();
  const seen = new Map<string, LicenceEntry>();
  for (const key of Object.keys(npm).sort()) {
    // "name@1.2.3", behind which "_" begins what it is combined with.
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    if (seen.has(`${name}@${version}`)) continue;
    const licence = await licenceOfPackage(folders, name, version);
    seen.set(`${name}@${version}`, { name, version, licence });
  }
  return [...seen.values(), ...others()];
}

/** Where Deno keeps packages, one folder a registry. */
async function cacheFolders(): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = parseJson(new TextDecoder().decode(stdout), infoSchema, "deno info --json");
  const entries = await Array.fromAsync(Deno.readDir(npmCache));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => join(npmCache, name));
}

async function licenceOfPackage(folders: string[], name: string, version: string): Promise<string> {
  for (const folder of folders) {
    const path = join(folder, name, version, "package.json");
    const text = await Deno.readTextFile(path).catch(() => undefined);
    if (text === undefined) continue;
    const { license, licenses } = parseJson(text, packageSchema, path);
    if (typeof license === "string") return license;
    return license?.type ?? licenses?.map(({ type }) => type).join(" OR ") ?? "not named";
  }
  return "not fetched";
}

/**
 * The packages that are installed in the environment's folder, pip itself left out, then those of
 * `pinned` ("nbclient==0.11.0") that are not: "not fetched".
 */
export async function pythonLicences(
  folder: string,
  pinned: readonly string[],
): Promise<LicenceEntry[]> {
  const installed = new Map<string, LicenceEntry>();
  for (const packages of await packageFolders(folder)) {
    for await (const { name: entry } of Deno.readDir(packages)) {
      if (!entry.endsWith(".dist-info")) continue;
      const text = await Deno.readTextFile(join(packages, entry, "METADATA")).catch(() => "");
      const name = /^Name: (.+)$/m.exec(text)?.[1].trim();
      const version = /^Version: (.+)$/m.exec(text)?.[1].trim() ?? "";
      if (name === undefined || name === "pip") continue;
      installed.set(normalised(name), { name, version, licence: licenceIn(text) });
    }
  }
  const missing = pinned.flatMap((requirement) => {
    const [name, version] = requirement.split("==");
    if (installed.has(normalised(name))) return [];
    return [{ name, version, licence: "not fetched" }];
  });
  return [...installed.values(), ...missing].toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** The licence in a package's METADATA; its own words where it names none of SPDX's. */
export function licenceIn(metadata: string): string {
  const header = metadata.split(/\r?\n\r?\n/)[0];
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, "m").exec(header)?.[1].trim();
  const classifier = /^Classifier: License :: (?:OSI Approved :: )?(.+)$/m.exec(header)?.[1].trim();
  return field("License-Expression") ?? classifier ?? field("License") ?? "not named";
}

/** Where an environment keeps its packages. */
async function packageFolders(folder: string): Promise<string[]> {
  if (Deno.build.os === "windows") return [join(folder, "Lib", "site-packages")].filter(pathExists);
  const library = join(folder, "lib");
  const entries = await Array.fromAsync(Deno.readDir(library)).catch(() => []);
  const versions = entries.filter(({ name }) => name.startsWith("python"));
  return versions.map(({ name }) => join(library, name, "site-packages")).filter(pathExists);
}

/** As pip compares names. */
function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
