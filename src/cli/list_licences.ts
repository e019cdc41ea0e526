/** In: what is pinned and what is fetched. Out: every dependency with its licence. */
import { join } from "node:path";
import { z } from "zod";
import { parseJson, readJson } from "../base/json.ts";
import { tensorflowWheel } from "../engine/tensorflow/provision.ts";

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
export async function listLicences(lockPath: string): Promise<LicenceEntry[]> {
  const { npm } = await readJson(lockPath, lockSchema);
  const folders = await cacheFolders();
  const seen = new Map<string, LicenceEntry>();
  for (const key of Object.keys(npm).sort()) {
    // "name@1.2.3", behind which "_" begins what it is combined with.
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    if (seen.has(`${name}@${version}`)) continue;
    const licence = await licenceIn(folders, name, version);
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

async function licenceIn(folders: string[], name: string, version: string): Promise<string> {
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
