/**
 * A folder with TensorFlow's two libraries: the one that
 * `DUYGU_TENSORFLOW` names, or the pinned wheel's, downloaded by pip, checked by its hash and
 * unpacked once for all checkouts. At run time no Python is needed.
 */
import { Buffer } from "node:buffer";
import { basename, join } from "node:path";
import type { z } from "zod";
import { cacheFolder, makeFolder, pathExists, writeFileWhole } from "../../base/files.ts";
import { fetchOnce, runQuietly } from "../../base/processes.ts";
import {
  downloadPinnedWheel,
  fileSha256,
  findPython,
  type PinnedWheel,
} from "../../base/python.ts";
import { UserError } from "../../base/user_error.ts";
import { LIBRARY_LIST, type libraryListSchema, libraryNames } from "./library.ts";

/** Where TensorFlow's libraries are, if they are here. */
interface TensorflowFolder {
  path: string;
  /** "variable" for `DUYGU_TENSORFLOW`, "cache" for the unpacked wheel. */
  origin: "variable" | "cache";
}

/**
 * The folder of TensorFlow's libraries on this machine; undefined where they are not provisioned.
 * `wheel` is this platform's by default. Throws UserError where `DUYGU_TENSORFLOW` names a folder
 * that lacks them.
 */
export function findTensorflow(wheel = tensorflowWheel()): TensorflowFolder | undefined {
  const named = Deno.env.get("DUYGU_TENSORFLOW");
  if (named) {
    const { framework, runtime } = libraryNames();
    for (const name of [framework, runtime]) {
      if (!pathExists(join(named, name))) {
        throw new UserError(
          `Expected DUYGU_TENSORFLOW=${named} to hold ${name}, but it does not; name the ` +
            "folder site-packages/tensorflow of a TensorFlow installation",
        );
      }
    }
    return { path: named, origin: "variable" };
  }
  if (wheel === undefined) return undefined;
  const path = unpackedFolder(wheel);
  // The folder is renamed into place when it is complete.
  return pathExists(path) ? { path, origin: "cache" } : undefined;
}

/** Tells what happens, one sentence at a time. */
type Say = (sentence: string) => void;

/**
 * Makes sure that TensorFlow's libraries are here and returns their folder. What an interrupted
 * call has finished (the download, the unpacking) is not done again; two processes wait for each
 * other. Throws UserError where the platform has no wheel, Python or the network is missing, this
 * task may start no programs, or the download is not the pinned one.
 */
export async function provisionTensorflow(say: Say, wheel = tensorflowWheel()): Promise<string> {
  const found = findTensorflow(wheel);
  if (found) return found.path;
  if (wheel === undefined) {
    throw new UserError(
      `TensorFlow has no libraries for ${Deno.build.os} on ${Deno.build.arch}; take --engine wasm`,
    );
  }
  await makeFolder(cacheFolder());
  using lock = await Deno.open(cacheFolder("tensorflow.lock"), { write: true, create: true });
  await lock.lock(true);
  const path = unpackedFolder(wheel);
  if (pathExists(path)) return path;
  await removeLeftovers();
  const { megabytes } = wheel;
  const python = await fetchOnce(
    { what: "TensorFlow's library", command: "deno task doctor", megabytes },
    requirePython,
  );
  const wheelPath = await downloadWheel(wheel, python, say);
  await unpack(wheel, wheelPath, python, path);
  await Deno.remove(wheelPath);
  say(`TensorFlow ${wheel.version} is ready in ${path}.`);
  return path;
}

function unpackedFolder(wheel: TensorflowWheel): string {
  return cacheFolder(basename(wheel.fileName, ".whl"));
}

async function downloadWheel(wheel: TensorflowWheel, python: string, say: Say): Promise<string> {
  return await downloadPinnedWheel(wheel, python, say, [
    "--python-version=3.11",
    "--implementation=cp",
    "--abi=cp311",
    `--platform=${wheel.platformTag}`,
  ]);
}

const UNPACKING = "unpacking-";

/** Removes what calls that were killed while they unpacked have left; the lock is ours. */
async function removeLeftovers(): Promise<void> {
  for await (const { name } of Deno.readDir(cacheFolder())) {
    if (name.startsWith(UNPACKING)) await Deno.remove(cacheFolder(name), { recursive: true });
  }
}

/** Unpacks the two libraries beside the final folder and renames that into place. */
async function unpack(
  wheel: TensorflowWheel,
  wheelPath: string,
  python: string,
  path: string,
): Promise<void> {
  const { framework, runtime } = libraryNames();
  const temporary = await Deno.makeTempDir({ dir: cacheFolder(), prefix: UNPACKING });
  try {
    const script = "import sys, zipfile, shutil, os\n" +
      "archive = zipfile.ZipFile(sys.argv[1])\n" +
      "for name in sys.argv[3:]:\n" +
      "    with archive.open('tensorflow/' + name) as source:\n" +
      "        with open(os.path.join(sys.argv[2], name), 'wb') as target:\n" +
      "            shutil.copyfileobj(source, target, 1 << 20)\n" +
      "            target.flush()\n" +
      "            os.fsync(target.fileno())\n";
    await run(
      python,
      ["-c", script, wheelPath, temporary, framework, runtime],
      `${wheel.fileName} could not be unpacked`,
    );
    await listLibraries(wheel, wheelPath, python, temporary, [framework, runtime]);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
    throw error;
  }
}

/**
 * Compares the unpacked libraries with the wheel's own list of hashes (its RECORD), and keeps their
 * sizes beside them. Throws UserError where one is another.
 */
async function listLibraries(
  wheel: TensorflowWheel,
  wheelPath: string,
  python: string,
  folder: string,
  names: readonly string[],
): Promise<void> {
  const recordPath = join(folder, "RECORD");
  const script = "import sys, zipfile\n" +
    "archive = zipfile.ZipFile(sys.argv[1])\n" +
    "name = next(n for n in archive.namelist() if n.endswith('.dist-info/RECORD'))\n" +
    "open(sys.argv[2], 'wb').write(archive.read(name))\n";
  await run(python, ["-c", script, wheelPath, recordPath], `${wheel.fileName} has no RECORD`);
  const lines = (await Deno.readTextFile(recordPath)).split("\n").map((line) => line.split(","));
  await Deno.remove(recordPath);
  const list: z.infer<typeof libraryListSchema> = {};
  for (const name of names) {
    const path = join(folder, name);
    const sha256 = await fileSha256(path);
    const [, listed] = lines.find(([own]) => own === `tensorflow/${name}`) ?? [];
    // RECORD writes hashes in base64 for URLs, without padding.
    const found = `sha256=${Buffer.from(sha256, "hex").toString("base64url")}`;
    if (listed !== found) {
      throw new UserError(
        `Expected ${name} of ${wheel.fileName} to have ${listed ?? "a hash"}, but its unpacked ` +
          `file has ${found}; is the disk of ${folder} sound?`,
      );
    }
    list[name] = { bytes: (await Deno.stat(path)).size, sha256 };
  }
  await writeFileWhole(join(folder, LIBRARY_LIST), JSON.stringify(list, null, 2) + "\n");
}

/** The name under which Python 3 with pip can be run. Throws UserError where there is none. */
async function requirePython(): Promise<string> {
  const python = await findPython("pip");
  if (python !== undefined) return python;
  throw new UserError(
    "Setting up the tensorflow engine needs Python 3 with pip once, but neither python3 nor " +
      "python has it; install them, name an installed TensorFlow by DUYGU_TENSORFLOW, or take " +
      "--engine wasm",
  );
}

async function run(program: string, args: string[], told: string): Promise<void> {
  const { failure } = await runQuietly(program, args);
  if (failure !== undefined) throw new UserError(`${told}: ${failure}`);
}

// The pinned wheels that hold TensorFlow's libraries, one for each platform.

/** A wheel of the Python package index that carries libtensorflow. */
export interface TensorflowWheel extends PinnedWheel {
  /** pip's platform tag. */
  platformTag: string;
}

const VERSION = "2.21.0";

const WHEELS: Record<string, Pick<TensorflowWheel, "packageName" | "platformTag" | "sha256">> = {
  "linux-x86_64": {
    packageName: "tensorflow-cpu",
    platformTag: "manylinux_2_27_x86_64",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  },
  "linux-aarch64": {
    packageName: "tensorflow",
    platformTag: "manylinux_2_27_aarch64",
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
  },
  "darwin-aarch64": {
    packageName: "tensorflow",
    platformTag: "macosx_12_0_arm64",
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
  },
};

/** The wheel for `platform` ("linux-x86_64", …); undefined where TensorFlow has none. */
export function tensorflowWheel(
  platform = `${Deno.build.os}-${Deno.build.arch}`,
): TensorflowWheel | undefined {
  const wheel = WHEELS[platform];
  if (wheel === undefined) return undefined;
  const distribution = wheel.packageName.replaceAll("-", "_");
  return {
    ...wheel,
    version: VERSION,
    fileName: `${distribution}-${VERSION}-cp311-cp311-${wheel.platformTag}.whl`,
    megabytes: 274,
  };
}
