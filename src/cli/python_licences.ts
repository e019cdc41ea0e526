/** In: a Python environment and what is pinned for it. Out: its packages with their licences. */
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import type { LicenceEntry } from "./list_licences.ts";

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
