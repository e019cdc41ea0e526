/**
 * In: the name of a PJRT plugin, or the path of one. Out: the plugin's library: the path itself, or
 * what pip installs once for all checkouts into the cache folder, by pinned hashes. At run time no
 * Python is needed.
 */
import { basename, join } from "node:path";
import { cacheFolder } from "../../base/cache_folder.ts";
import { findPython } from "../../base/find_python.ts";
import { makeFolder } from "../../base/make_folder.ts";
import { pathExists } from "../../base/path_exists.ts";
import { runQuietly } from "../../base/run_quietly.ts";
import { UserError } from "../../base/user_error.ts";
import { nvidiaGpus } from "../find_gpus.ts";

/** A plugin that pip can install. */
export interface PluginPackage {
  /** As pip's requirements name packages, with hashes where these are pinned. */
  requirements: readonly string[];
  /** The library's path within the installed packages. */
  library: string;
  /** The download's size, to be told to the user. */
  megabytes: number;
  /** Why it may not work; absent for what is tested. */
  experimental?: string;
}

/** XLA for the processor, for tests and correctness: TensorFlow is faster there. */
const cpu: PluginPackage = {
  requirements: [
    "xla-cpu-pjrt==0.0.1 " +
    "--hash=sha256:55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc",
  ],
  library: "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so",
  megabytes: 63,
};

/** Plugins by the names that `--plugin` takes; libraries are JAX's. */
export const pluginPackages: Record<string, PluginPackage> = {
  cpu,
};

/** A plugin that is here. */
export interface FoundPlugin {
  path: string;
  /** "variable" for a path that `DUYGU_PJRT` or --plugin names, "cache" for what pip installed. */
  origin: "variable" | "cache";
}

/** What `DUYGU_PJRT`, which --plugin sets, names: a path or one of {@link pluginPackages}. */
function asked(): string | undefined {
  return Deno.env.get("DUYGU_PJRT") || undefined;
}

const isPath = (name: string) => /[\\/]|\.(so|dylib|dll)$/.test(name);

function packageOf(name: string): PluginPackage {
  const found = pluginPackages[name];
  if (found !== undefined) return found;
  throw new UserError(
    `Expected --plugin or DUYGU_PJRT to be the path of a PJRT plugin or one of ` +
      `${Object.keys(pluginPackages).join(", ")}, but found ${name}`,
  );
}

const folderOf = ({ requirements: [first] }: PluginPackage) =>
  cacheFolder(`pjrt-${first.split(" ")[0].replace("==", "-")}`);

/**
 * The plugin of that name or path, by default the one that `DUYGU_PJRT` names, where it is on this
 * machine. Throws UserError where a path does not exist or a name is unknown.
 */
export function findPlugin(name = asked() ?? "cpu"): FoundPlugin | undefined {
  if (isPath(name)) {
    if (pathExists(name)) return { path: name, origin: "variable" };
    throw new UserError(`Expected the PJRT plugin ${name} to exist, but it does not`);
  }
  const wanted = packageOf(name);
  // The folder is renamed into place when it is complete.
  const path = join(folderOf(wanted), wanted.library);
  return pathExists(path) ? { path, origin: "cache" } : undefined;
}

/** Whether a plugin for something else than the processor is named, or installed and of use here. */
export function hasGpuPlugin(): boolean {
  const named = asked();
  if (named !== undefined) return !/cpu/i.test(named);
  // Without NVIDIA's driver there is no such device.
  return pathExists("/dev/nvidiactl") && findPlugin("cuda13") !== undefined;
}

/** The plugin that suits this machine where none is named: for its NVIDIA GPU, or the processor. */
export async function suitablePlugin(): Promise<string> {
  const named = asked();
  if (named !== undefined) return named;
  return (await nvidiaGpus()).length > 0 ? "cuda13" : "cpu";
}

/**
 * Makes sure that the plugin is here and returns its library's path; two processes wait for each
 * other. Throws UserError where Python or the network is missing, a download is not the pinned one,
 * or the plugin has no wheel for this platform.
 */
export async function provisionPlugin(
  say: (sentence: string) => void,
  name?: string,
): Promise<string> {
  const wanted = name ?? await suitablePlugin();
  const found = findPlugin(wanted);
  if (found) return found.path;
  const plugin = packageOf(wanted);
  await makeFolder(cacheFolder());
  using lock = await Deno.open(cacheFolder("pjrt.lock"), { write: true, create: true });
  await lock.lock(true);
  const folder = folderOf(plugin);
  if (!pathExists(folder)) await install(wanted, plugin, folder, say);
  return join(folder, plugin.library);
}

const INSTALLING = "installing-";

async function install(
  name: string,
  plugin: PluginPackage,
  folder: string,
  say: (sentence: string) => void,
): Promise<void> {
  const python = await findPython("pip");
  if (python === undefined) {
    throw new UserError(
      "Setting up the xla engine needs Python 3 with pip once, but neither python3 nor python has " +
        "it; install them, or name an installed PJRT plugin by --plugin",
    );
  }
  // What calls that were killed have left; the lock is ours.
  for await (const { name: left } of Deno.readDir(cacheFolder())) {
    if (left.startsWith(INSTALLING)) await Deno.remove(cacheFolder(left), { recursive: true });
  }
  if (plugin.experimental) say(`The plugin ${name} is experimental: ${plugin.experimental}.`);
  say(
    `Installing the PJRT plugin ${name} (${plugin.megabytes} MB, once) by pip into ${folder} …`,
  );
  const temporary = await Deno.makeTempDir({ dir: cacheFolder(), prefix: INSTALLING });
  try {
    const target = join(temporary, "packages"), list = join(temporary, "requirements.txt");
    await Deno.writeTextFile(list, plugin.requirements.join("\n"));
    const isPinned = plugin.requirements.every((line) => line.includes("--hash="));
    const { failure } = await runQuietly(python, [
      ...["-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-deps", "--no-compile"],
      ...["--disable-pip-version-check", "--only-binary=:all:", `--target=${target}`],
      ...(isPinned ? ["--require-hashes"] : []),
      `--requirement=${list}`,
    ]);
    if (failure !== undefined) {
      throw new UserError(`pip could not install the PJRT plugin ${name}: ${failure}`);
    }
    if (!pathExists(join(target, plugin.library))) {
      throw new UserError(
        `Expected pip to install ${basename(plugin.library)} for the PJRT plugin ${name}, ` +
          "but it did not",
      );
    }
    await Deno.rename(target, folder);
    say(`The PJRT plugin ${name} is ready in ${folder}.`);
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
  }
}
