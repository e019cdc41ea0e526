/**
 * ONNX Runtime's library for processors, out of npm's package onnxruntime-node: fetched into the
 * cache folder when an encoder is first run, for it is larger than all else that Duygu depends on.
 * Node's interface to native code (Node-API) is its own; no script of the package is run.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { isMainThread } from "node:worker_threads";
import { fetchOnce } from "../../base/processes.ts";
import { UserError } from "../../base/user_error.ts";
import { type PinnedPackage, provisionPackage } from "../../data/import/npm_package.ts";

/** A value that goes into a graph or comes out of it; the library makes the latter by this too. */
export class OnnxTensor {
  type: string;
  data: unknown;
  dims: readonly number[];
  /** In memory that the processor sees. */
  location = "cpu";

  constructor(type: string, data: unknown, dims: readonly number[]) {
    [this.type, this.data, this.dims] = [type, data, dims];
  }
}

/** What the library's own interface has of a session. */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, start: number, length: number, options: object): void;
  run(
    feeds: Record<string, OnnxTensor>,
    fetches: Record<string, null>,
    options: object,
  ): Record<string, OnnxTensor>;
  dispose(): void;
}

/** The library's own interface. */
interface NativeRuntime {
  InferenceSession: new () => NativeSession;
  /** Before the first session; once in a thread. Of the levels 4 is "fatal". */
  initOrtOnce(logLevel: number, tensor: typeof OnnxTensor, isMainThread: boolean): void;
}

/** A graph that is loaded. */
export interface OnnxSession {
  /** The tensors `wanted`, which are outputs of the graph; throws an Error that says why not. */
  run(feeds: Record<string, OnnxTensor>, wanted: readonly string[]): Record<string, OnnxTensor>;
  dispose(): void;
}

/** Errors only, which come as exceptions too. */
const QUIET = 4;

/** The libraries that its file for Node needs beside it, by system and processor. */
const LIBRARIES: Record<string, readonly string[]> = {
  "linux/x64": ["libonnxruntime.so.1"],
  "linux/arm64": ["libonnxruntime.so.1"],
  "darwin/arm64": ["libonnxruntime.1.dylib"],
  "win32/x64": ["onnxruntime.dll", "DirectML.dll"],
  "win32/arm64": ["onnxruntime.dll", "DirectML.dll"],
};

const BINDING = "onnxruntime_binding.node";

/** What of the package does not depend on the system. */
export const onnxRuntime = {
  name: "onnxruntime-node",
  version: "1.30.0",
  sha512:
    "twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==",
  megabytes: 114,
  licence: "MIT",
} satisfies Omit<PinnedPackage, "files">;

/**
 * The package with its files for `system`, as Node names it; this one by default. Throws UserError
 * for a system that it has none for.
 */
export function onnxRuntimePackage(
  system = `${process.platform}/${process.arch}`,
): PinnedPackage {
  const libraries = LIBRARIES[system];
  if (libraries === undefined) {
    throw new UserError(
      `Expected one of ${Object.keys(LIBRARIES).join(", ")} for pretrained encoders, which ONNX ` +
        `Runtime has libraries for, but this is ${system}`,
    );
  }
  return {
    ...onnxRuntime,
    files: [BINDING, ...libraries].map((file) => `bin/napi-v6/${system}/${file}`),
  };
}

let loaded: NativeRuntime | undefined;

/**
 * Loads the graph in `bytes` for one thread, so that values do not depend on the machine's cores.
 * `say` is told before the library is downloaded, once for a machine. Throws UserError where npm or
 * the network is missing then, and Error where the library refuses the graph.
 */
export async function openOnnxSession(
  bytes: Uint8Array,
  say: (sentence: string) => void = (sentence) => console.error(sentence),
): Promise<OnnxSession> {
  const { InferenceSession } = loaded ??= await loadRuntime(say);
  const session = new InferenceSession();
  session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential" },
    logSeverityLevel: QUIET,
  });
  return {
    run: (feeds, wanted) =>
      session.run(feeds, Object.fromEntries(wanted.map((name) => [name, null])), {}),
    dispose: () => session.dispose(),
  };
}

async function loadRuntime(say: (sentence: string) => void): Promise<NativeRuntime> {
  const wanted = onnxRuntimePackage();
  const { megabytes } = wanted;
  const what = "ONNX Runtime, which runs pretrained encoders,";
  const command = "deno task duygu features encoder FILE";
  const folder = await fetchOnce(
    { what, command, megabytes },
    () => provisionPackage(wanted, say),
  );
  const runtime: NativeRuntime = createRequire(import.meta.url)(join(folder, BINDING));
  runtime.initOrtOnce(QUIET, OnnxTensor, isMainThread);
  return runtime;
}
