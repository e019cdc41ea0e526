/**
 * Packs what the engine benchmark and trainings need on a machine without a network, beside a
 * checkout: Deno itself and, of the packages in its cache, the files that are loaded. Out: one file
 * of about 40 MB, which bench/engine/gpu.sh unpacks.
 *
 * Run: deno run -A bench/engine/pack_offline.ts OUT.tar.xz
 */
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../src/base/json.ts";

const infoSchema = z.object({
  npmPackages: z.record(z.string(), z.object({ name: z.string(), version: z.string() })),
});

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
  const { success, stdout } = await new Deno.Command(program, { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`${program} ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}

async function pack(out: string): Promise<void> {
  const info = parseJson(
    await output(Deno.execPath(), ["info", "--json", "main.ts"]),
    infoSchema,
    "deno info",
  );
  const { npmCache } = parseJson(
    await output(Deno.execPath(), ["info", "--json"]),
    z.object({ npmCache: z.string() }),
    "deno info",
  );
  const cache = join(npmCache, "registry.npmjs.org");
  const root = await Deno.makeTempDir();
  try {
    await Deno.copyFile(await Deno.realPath(Deno.execPath()), join(root, "deno"));
    for (const { name, version } of Object.values(info.npmPackages)) {
      const folder = join(cache, name, version);
      const isHere = await Deno.stat(folder).then(() => true, () => false);
      if (!isHere) continue;
      // Deno asks that a package be there, not that it be whole.
      const wanted = UNUSED.test(name) ? /^package\.json$/ : BUNDLES[name];
      for (const file of await filesOf(folder)) {
        if (wanted && !wanted.test(file)) continue;
        const to = join(root, "deno_dir", "npm", "registry.npmjs.org", name, version, file);
        await Deno.mkdir(join(to, ".."), { recursive: true });
        await Deno.copyFile(join(folder, file), to);
      }
    }
    await output("tar", ["--use-compress-program=xz -T0 -6", "-cf", out, "-C", root, "."]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

if (import.meta.main) await pack(Deno.args[0]);
