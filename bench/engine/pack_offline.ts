/**
 * Packs what the engine benchmark and trainings need on a machine without a network: Deno itself,
 * of the packages in deno.lock the files that are loaded, and this checkout's committed files; with
 * DATA also its folder FER2013 (51 MiB), for trainings of faces. Out: OUT.000, OUT.001, …, parts of
 * at most 64 MiB of one archive, which bench/engine/gpu.sh unpacks. The packages must be in Deno's
 * cache, where this checkout's tests put them.
 *
 * Run: deno run -A bench/engine/pack_offline.ts OUT [DATA]
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseJson, readJson } from "../../src/base/json.ts";
import { pathExists } from "../../src/base/files.ts";

const PART_BYTES = 64 * 2 ** 20;
/** In gpu.sh too. */
const TREE = "tree";
const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** What neither trainings on the xla engine nor the benchmark load, by the packages' names. */
const UNUSED =
  /musl|tfjs-(backend-w|node|converter|data)|^@tensorflow\/tfjs$|playwright|^axe-core$|opencv|^core-js$|^bare-(url|fs)$/;

/** Of TensorFlow.js's packages the one bundle that Deno loads. */
const BUNDLES: Record<string, RegExp> = {
  "@tensorflow/tfjs-core": /^(package\.json|dist\/tf-core\.node\.js)$/,
  "@tensorflow/tfjs-layers": /^(package\.json|dist\/tf-layers\.node\.js)$/,
  "@tensorflow/tfjs-backend-cpu": /^(package\.json|dist\/tf-backend-cpu\.node\.js)$/,
};

const NEVER_LOADED = /\.(map|d\.ts|d\.mts|d\.cts|md|html)$/;

async function filesOf(folder: string, inside = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, inside))) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (isDirectory) found.push(...await filesOf(folder, path));
    else if (!NEVER_LOADED.test(name)) found.push(path);
  }
  return found;
}

async function output(program: string, args: string[]): Promise<string> {
  const command = new Deno.Command(program, { args, cwd: checkout, stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`${program} ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}

/** Name and version of what deno.lock has for this platform's cache, such as "zod@4.1.0". */
async function lockedPackages(): Promise<{ name: string; version: string }[]> {
  const lock = await readJson(
    join(checkout, "deno.lock"),
    z.object({ npm: z.record(z.string(), z.unknown()) }),
  );
  return Object.keys(lock.npm).map((key) => {
    // Behind the version may follow those of peers.
    const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    return { name, version };
  });
}

async function copyPackages(to: string): Promise<void> {
  const { npmCache } = parseJson(
    await output(Deno.execPath(), ["info", "--json"]),
    z.object({ npmCache: z.string() }),
    "deno info",
  );
  for await (const { name: registry } of Deno.readDir(npmCache)) {
    for (const { name, version } of await lockedPackages()) {
      const folder = join(npmCache, registry, name, version);
      if (!pathExists(folder)) continue; // Of another platform.
      // Deno asks that a package be there, not that it be whole.
      const wanted = UNUSED.test(name) ? /^package\.json$/ : BUNDLES[name];
      for (const file of await filesOf(folder)) {
        if (wanted && !wanted.test(file)) continue;
        await copy(join(folder, file), join(to, "npm", registry, name, version, file));
      }
    }
  }
}

/** Cuts the file at `path` into parts and removes it; returns their sizes. */
async function cut(path: string): Promise<number[]> {
  using file = await Deno.open(path);
  const sizes: number[] = [];
  for (;;) {
    const part = new Uint8Array(PART_BYTES);
    let filled = 0;
    while (filled < PART_BYTES) {
      const read = await file.read(part.subarray(filled));
      if (read === null) break;
      filled += read;
    }
    if (filled === 0) break;
    const number = String(sizes.length).padStart(3, "0");
    await Deno.writeFile(`${path}.${number}`, part.subarray(0, filled));
    sizes.push(filled);
  }
  await Deno.remove(path);
  return sizes;
}

/** In gpu.sh too. */
const FACES = "FER2013";

async function pack(out: string, data?: string): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await copy(await Deno.realPath(Deno.execPath()), join(root, "deno"));
    await copyPackages(join(root, "deno_dir"));
    for (const file of (await output("git", ["ls-files", "-z"])).split("\0").filter(Boolean)) {
      await copy(join(checkout, file), join(root, TREE, file));
    }
    const faces = data === undefined
      ? []
      : ["--transform", `s,^${FACES},data/${FACES},`, "-C", data, FACES];
    await output("tar", ["-czf", out, "-C", root, ".", ...faces]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
  const sizes = await cut(out);
  console.log(`${sizes.length} parts: ${sizes.map((size) => (size / 2 ** 20).toFixed(1))} MiB`);
}

if (import.meta.main) {
  const [out, data] = Deno.args;
  if (out === undefined) throw new Error("Expected where the parts go: pack_offline.ts OUT [DATA]");
  await pack(resolve(out), data && resolve(data));
}
