import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { pathExists } from "../../base/files.ts";
import { parseJson } from "../../base/json.ts";
import { UserError } from "../../base/user_error.ts";
import { keepFreedMemory, keepLoaded, readString, silently } from "./c_library.ts";
import { frameworkSymbols, runtimeSymbols } from "./symbols.ts";

/** A pointer that is not null. */
export type Pointer = Deno.PointerObject;

type Functions =
  & Deno.StaticForeignLibraryInterface<typeof frameworkSymbols>
  & Deno.StaticForeignLibraryInterface<typeof runtimeSymbols>;

/** TensorFlow's C API, opened. */
export interface TensorflowLibrary {
  /** The C functions by their own names. */
  c: Functions;
  /** A TF_Status to pass to calls; {@link TensorflowLibrary.check} reads it. */
  status: Pointer;
  /** Throws an Error that names `what` (an operation) unless the last status was OK. */
  check(what: string): void;
  /** TensorFlow's version, such as "2.21.0". */
  version: string;
}

/** Thrown where TensorFlow refuses an operation; `operation` is its name, such as "MatMul". */
export class TensorflowError extends Error {
  override readonly name = "TensorflowError";
  readonly operation: string;

  constructor(operation: string, message: string) {
    super(`${operation}: ${message}`);
    this.operation = operation;
  }
}

/**
 * Opens TensorFlow's C API from `folder`.
 * Throws UserError where a library is missing, was cut off or cannot be loaded.
 */
export function openTensorflow(folder: string): TensorflowLibrary {
  setUnlessGiven("TF_CPP_MIN_LOG_LEVEL", "3");
  // TensorFlow takes oneDNN's kernels by itself only where there is AVX-512 VNNI or better, but
  // with AVX2 too they are faster: a training step of MobileNet takes a third of the time.
  setUnlessGiven("TF_ENABLE_ONEDNN_OPTS", "1");
  keepFreedMemory();
  const { framework, runtime } = libraryNames();
  // The framework first: the runtime's undefined symbols are found in it.
  const c = silently(() => ({
    ...open(join(folder, framework), frameworkSymbols),
    ...open(join(folder, runtime), runtimeSymbols),
  })) as Functions;
  const status = notNull(c.TF_NewStatus(), "TF_NewStatus");
  return {
    c,
    status,
    check: (what) => {
      if (c.TF_GetCode(status) === 0) return;
      throw new TensorflowError(what, readString(c.TF_Message(status)));
    },
    version: readString(c.TF_Version()),
  };
}

/**
 * Has TensorFlow, which must not be loaded yet, take buffers from the C library. By itself its oneDNN
 * build keeps those above 256 KiB in a pool of its own, which never gives anything back: the buffers
 * of one network after another, each of other shapes, leave gaps in it, and it grows by some ten
 * megabytes a network. From the C library's heap releaseFreedMemory takes them between trainings.
 */
export function takeSystemMemory(): void {
  setUnlessGiven("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1");
}

/** Sets a variable of the environment that TensorFlow reads when it is loaded. */
function setUnlessGiven(name: string, value: string): void {
  if (!Deno.env.get(name)) Deno.env.set(name, value);
}

function open<S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
): Deno.StaticForeignLibraryInterface<S> {
  try {
    refuseTruncated(dirname(path), basename(path));
    const library = Deno.dlopen(path, symbols);
    keepLoaded(path);
    return library.symbols;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Expected ${path} to be TensorFlow's library, but it does not load: ${
        (error as Error).message
      }`,
    );
  }
}

/** `pointer`, or an error that names the call that returned null. */
export function notNull(pointer: Deno.PointerValue, call: string): Pointer {
  if (pointer === null) throw new Error(`${call} returned null`);
  return pointer;
}

const encoded = new Map<string, Uint8Array<ArrayBuffer>>();

/** `text` as a C string, kept for reuse: names of operations and attributes recur. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  let bytes = encoded.get(text);
  if (bytes === undefined) {
    bytes = new TextEncoder().encode(text + "\0");
    encoded.set(text, bytes);
  }
  return bytes;
}

/** File names of TensorFlow's libraries. */
interface LibraryNames {
  /** Statuses and tensors. */
  framework: string;
  /** The eager runtime and all kernels. */
  runtime: string;
}

/** The file names on `os`. Throws UserError where TensorFlow has no such libraries. */
export function libraryNames(os: typeof Deno.build.os = Deno.build.os): LibraryNames {
  if (os === "linux") {
    return { framework: "libtensorflow_framework.so.2", runtime: "libtensorflow_cc.so.2" };
  }
  if (os === "darwin") {
    return { framework: "libtensorflow_framework.2.dylib", runtime: "libtensorflow_cc.2.dylib" };
  }
  throw new UserError(
    `The tensorflow engine runs on Linux and macOS, but this is ${os}; take --engine wasm`,
  );
}

// The loader maps a library into memory without looking at its end; a process that touches what is
// missing there is ended by the system (SIGBUS) without a word.

/** Beside libraries that were unpacked by Duygu: their sizes and hashes. */
export const LIBRARY_LIST = "libraries.json";

/** Checks the content of {@link LIBRARY_LIST}. */
export const libraryListSchema = z.record(
  z.string(),
  z.object({ bytes: z.int().min(1), sha256: z.string() }),
);

/**
 * Throws UserError where the library `name` in `folder` is shorter than it was when it was
 * unpacked, or, for an ELF file from elsewhere, than its own header says. A missing one passes.
 */
export function refuseTruncated(folder: string, name: string): void {
  const path = join(folder, name);
  if (!pathExists(path)) return;
  const { size } = Deno.statSync(path);
  const list = join(folder, LIBRARY_LIST);
  const listed = pathExists(list)
    ? parseJson(Deno.readTextFileSync(list), libraryListSchema, list)[name]
    : undefined;
  if (listed && listed.bytes !== size) throw truncated(path, String(listed.bytes), size, folder);
  const least = elfBytes(path);
  if (least !== undefined && size < least) throw truncated(path, `at least ${least}`, size, folder);
}

/** The least size of a 64-bit little-endian ELF file; undefined for other files. */
function elfBytes(path: string): number | undefined {
  const header = new Uint8Array(64);
  using file = Deno.openSync(path, { read: true });
  if (file.readSync(header) !== header.length) return undefined;
  const view = new DataView(header.buffer);
  const isElf = view.getUint32(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
  if (!isElf) return undefined;
  // The table of sections stands behind all else: its place, the size of an entry, their number.
  return Number(view.getBigUint64(0x28, true)) + view.getUint16(0x3a, true) *
      view.getUint16(0x3c, true);
}

function truncated(path: string, expected: string, found: number, folder: string): UserError {
  return new UserError(
    `Expected ${path} to have ${expected} bytes, but it has ${found}: it was cut off; remove the ` +
      `folder ${folder}, and \`deno task doctor\` fetches it anew`,
  );
}
