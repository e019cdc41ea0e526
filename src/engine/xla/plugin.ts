/**
 * In: the name of a PJRT plugin, or the path of one. Out: the plugin's library: the path itself, or
 * what pip installs once for all checkouts into the cache folder, by pinned hashes. At run time no
 * Python is needed.
 */
import { join } from "node:path";
import { cacheFolder, makeFolder, pathExists } from "../../base/files.ts";
import { fetchOnce, programOnPath, runQuietly } from "../../base/processes.ts";
import { findPython } from "../../base/python.ts";
import { UserError } from "../../base/user_error.ts";
import { nvidiaGpus } from "../hardware.ts";

/** A plugin that pip can install. */
interface PluginPackage {
  /** As pip's requirements name packages, with hashes where these are pinned. */
  requirements: readonly string[];
  /** The library's path within the installed packages; searched for where it is not known. */
  library?: string;
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

/** JAX's plugin for NVIDIA GPUs with a driver for CUDA 13, and NVIDIA's libraries. */
const cuda13: PluginPackage = {
  requirements: ([
    ["jax-cuda13-pjrt==0.11.2", "e5ff589d43064913bb74027682d89639c7ea48f9f81c2bae6fc75117e913f93e"],
    [
      "nvidia-cublas==13.10.0.20",
      "dcc6d63884c53d07e267ce7e6feac17b2538cebaafec5db865736c3e28e4dc84",
    ],
    [
      "nvidia-cuda-crt==13.5.37",
      "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29",
    ],
    [
      "nvidia-cuda-cupti==13.5.25",
      "9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650",
    ],
    [
      "nvidia-cuda-nvcc==13.5.37",
      "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7",
    ],
    [
      "nvidia-cuda-nvrtc==13.5.37",
      "86b4d68058807988b7d9af5b44917a0601e9c337f35ccd657bfb3c759ff8d8bc",
    ],
    [
      "nvidia-cuda-runtime==13.5.37",
      "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d",
    ],
    [
      "nvidia-cudnn-cu13==9.28.1.4",
      "a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec",
    ],
    ["nvidia-cufft==12.5.0.14", "b8be26837a5abad2b5b74f3e92dd29f622a42934b355be0961a48712cbba23ad"],
    [
      "nvidia-cusolver==12.4.1.2",
      "b3b8e02fd2f2df869369af075dc3a179d43f6f7b85e94632a7dce556697be044",
    ],
    [
      "nvidia-cusparse==12.9.4.2",
      "072667e58c851a318738f5527a12eb225cbf058803f2ea451c722d8cf8edddec",
    ],
    [
      "nvidia-nccl-cu13==2.32.3",
      "1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3",
    ],
    [
      "nvidia-nvjitlink==13.5.37",
      "280d7cb9649704145f074b8dbde500de04ce02d0872e066e20a83c17bcaa93eb",
    ],
    [
      "nvidia-nvshmem-cu13==3.8.0",
      "81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38",
    ],
    ["nvidia-nvvm==13.5.37", "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070"],
  ] as const).map(([requirement, sha256]) => `${requirement} --hash=sha256:${sha256}`),
  library: "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
  megabytes: 2480,
};

/**
 * A plugin that the maker of another device publishes for JAX, of a version but without a hash; the
 * device's own driver must be there.
 */
const untried = (requirement: string, megabytes: number): PluginPackage => ({
  requirements: [requirement],
  megabytes,
  experimental: "it was not tried with Duygu",
});

/** Plugins by the names that `--plugin` takes. */
export const pluginPackages: Record<string, PluginPackage> = {
  cpu,
  cuda13,
  metal: untried("metal-pjrt-core==0.0.5", 10),
  oneapi: untried("jax-oneapi-pjrt==0.11.2", 300),
  rocm: untried("jax-rocm7-pjrt==0.12.0", 200),
  tpu: untried("libtpu==0.0.52", 200),
};

/** A plugin that is here. */
interface FoundPlugin {
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
  const path = libraryIn(folderOf(packageOf(name)), packageOf(name));
  return path === undefined ? undefined : { path, origin: "cache" };
}

/** The plugin's library in the folder of installed packages; undefined where it is not there. */
function libraryIn(folder: string, { library }: PluginPackage): string | undefined {
  // The folder is renamed into place when it is complete.
  if (!pathExists(folder)) return undefined;
  const path = library ??
    Array.from(filesIn(folder)).find((file) =>
      /(pjrt|_plugin|libtpu)[^/\\]*\.(so|dylib)$/i.test(file)
    );
  return path !== undefined && pathExists(join(folder, path)) ? join(folder, path) : undefined;
}

function* filesIn(folder: string, inside = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, inside))) {
    const path = join(inside, name);
    if (isDirectory) yield* filesIn(folder, path);
    else yield path;
  }
}

/**
 * Whether a plugin for something else than the processor is named, or installed and of use here.
 */
export function hasGpuPlugin(): boolean {
  const named = asked();
  if (named !== undefined) return !/cpu/i.test(named);
  // Without NVIDIA's driver, which brings nvidia-smi, there is no such device.
  return findPlugin("cuda13") !== undefined && programOnPath("nvidia-smi") !== undefined;
}

/** The plugin that suits this machine where none is named: for its NVIDIA GPU, or the processor. */
async function suitablePlugin(): Promise<string> {
  const named = asked();
  if (named !== undefined) return named;
  return (await nvidiaGpus()).length > 0 ? "cuda13" : "cpu";
}

/**
 * Makes sure that the plugin is here and returns its library's path; two processes wait for each
 * other. Throws UserError where Python or the network is missing, this task may start no programs, a
 * download is not the pinned one, or the plugin has no wheel for this platform.
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
  return libraryIn(folder, plugin)!;
}

const INSTALLING = "installing-";

async function install(
  name: string,
  plugin: PluginPackage,
  folder: string,
  say: (sentence: string) => void,
): Promise<void> {
  const { megabytes } = plugin;
  const python = await fetchOnce(
    { what: `The PJRT plugin ${name}`, command: "deno task doctor --engine xla", megabytes },
    () => findPython("pip"),
  );
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
    `Installing the PJRT plugin ${name} (${megabytes} MB, once) by pip into ${folder} …`,
  );
  const temporary = await Deno.makeTempDir({ dir: cacheFolder(), prefix: INSTALLING });
  try {
    const target = join(temporary, "packages"), list = join(temporary, "requirements.txt");
    await Deno.writeTextFile(list, plugin.requirements.join("\n"));
    const isPinned = plugin.requirements.every((line) => line.includes("--hash="));
    const { failure } = await runQuietly(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-cache-dir",
      "--no-deps",
      "--no-compile",
      "--disable-pip-version-check",
      "--only-binary=:all:",
      `--target=${target}`,
      ...(isPinned ? ["--require-hashes"] : []),
      `--requirement=${list}`,
    ]);
    if (failure !== undefined) {
      throw new UserError(`pip could not install the PJRT plugin ${name}: ${failure}`);
    }
    if (libraryIn(target, plugin) === undefined) {
      throw new UserError(
        `Expected pip to install a library for the PJRT plugin ${name}, but it did not`,
      );
    }
    await Deno.rename(target, folder);
    say(`The PJRT plugin ${name} is ready in ${folder}.`);
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
  }
}
