/**
 * Tests only. Out: a cache folder, a wheel of a few bytes, and a python3 whose pip "downloads" that
 * wheel; everything else goes to the real python3.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../../base/files.ts";
import { libraryNames } from "../library.ts";
import type { TensorflowWheel } from "../provision.ts";

/** A place to provision in. */
export interface FakePip {
  cache: string;
  wheel: TensorflowWheel;
  /** How often pip has downloaded. */
  downloads(): Promise<number>;
  /** Makes the next unpacking write half a library and hang. */
  hangUnpacking(): Promise<void>;
  /** Takes pip away, or the network that it downloads by. */
  lack(what: "pip" | "network"): Promise<void>;
  /** Damages the wheel before it is downloaded; returns its description, with its hash. */
  damageWheel(): Promise<TensorflowWheel>;
  /** Gives the wheel a list of hashes that its libraries do not have. */
  mislist(): Promise<TensorflowWheel>;
  /** Starts the provisioning of `wheel` in a process of its own. */
  start(wheel: TensorflowWheel): Deno.ChildProcess;
  /** Provisions and returns what the script printed. */
  provision(wheel: TensorflowWheel): Promise<{ path?: string; error?: string; said: string[] }>;
}

const PYTHON = `#!/bin/sh
here=$(dirname "$0")
case "$*" in
  "-m pip --version") [ ! -e "$here/no-pip" ] ;;
  "-m pip download"*)
    if [ -e "$here/no-network" ]; then
      echo "WARNING: Retrying" >&2
      echo "ERROR: No matching distribution found" >&2
      echo "see the log" >&2
      exit 1
    fi
    for argument in "$@"; do
      case "$argument" in --dest=*) to=\${argument#--dest=} ;; esac
    done
    sleep 0.3
    echo once >> "$here/downloads"
    mkdir -p "$to" && cp "$here"/*.whl "$to" ;;
  *)
    if [ -e "$here/hang" ]; then
      rm "$here/hang"
      echo half > "$4/half"
      exec sleep 20
    fi
    PATH=$REAL_PATH exec python3 "$@" ;;
esac
`;

/** Sets the place up inside `folder`. */
export async function fakePip(folder: string): Promise<FakePip> {
  const programs = join(folder, "programs");
  const cache = join(folder, "cache");
  await Deno.mkdir(programs);
  for (const name of ["python3", "python"]) {
    await Deno.writeTextFile(join(programs, name), PYTHON, { mode: 0o755 });
  }
  const wheel = await writeWheel(programs);
  const start = (described: TensorflowWheel) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--no-check",
        fileURLToPath(new URL("./provision_wheel.ts", import.meta.url)),
        JSON.stringify(described),
      ],
      env: {
        PATH: `${programs}:${Deno.env.get("PATH")}`,
        REAL_PATH: Deno.env.get("PATH") as string,
        DUYGU_CACHE: cache,
        DUYGU_TENSORFLOW: "",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
  return {
    cache,
    wheel,
    start,
    downloads: async () => {
      const log = await Deno.readTextFile(join(programs, "downloads")).catch(() => "");
      return log.split("\n").length - 1;
    },
    hangUnpacking: () => Deno.writeTextFile(join(programs, "hang"), ""),
    lack: (what) => Deno.writeTextFile(join(programs, `no-${what}`), ""),
    damageWheel: async () => {
      await Deno.writeTextFile(join(programs, wheel.fileName), "no archive");
      return { ...wheel, sha256: sha256(await Deno.readFile(join(programs, wheel.fileName))) };
    },
    mislist: () => writeWheel(programs, "other "),
    provision: async (described) => {
      const { stdout } = await start(described).output();
      return JSON.parse(new TextDecoder().decode(stdout));
    },
  };
}

/**
 * A wheel with two libraries of a few bytes, and its description; `listed` precedes what it lists.
 */
async function writeWheel(folder: string, listed = ""): Promise<TensorflowWheel> {
  const fileName = "tensorflow_tiny-1.2.3-cp311-cp311-any.whl";
  const path = join(folder, fileName);
  const { framework, runtime } = libraryNames();
  const script = "import base64, hashlib, sys, zipfile\n" +
    "lines = []\n" +
    "with zipfile.ZipFile(sys.argv[1], 'w') as archive:\n" +
    "    for name in sys.argv[3:]:\n" +
    "        archive.writestr('tensorflow/' + name, 'library ' + name)\n" +
    "        digest = hashlib.sha256((sys.argv[2] + 'library ' + name).encode()).digest()\n" +
    "        code = base64.urlsafe_b64encode(digest).decode().rstrip('=')\n" +
    "        lines.append(f'tensorflow/{name},sha256={code},1')\n" +
    "    archive.writestr('tiny-1.2.3.dist-info/RECORD', '\\n'.join(lines))\n";
  const { success, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, path, listed, framework, runtime],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return {
    packageName: "tensorflow-tiny",
    version: "1.2.3",
    platformTag: "any",
    fileName,
    sha256: sha256(await Deno.readFile(path)),
    megabytes: 1,
  };
}
