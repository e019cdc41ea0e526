/**
 * In: the folder that holds TensorFlow's two shared libraries. Out: their functions, and one
 * status object whose errors become JavaScript errors that name the operation.
 */
import { basename, dirname, join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { keepFreedMemory } from "./keep_freed_memory.ts";
import { keepLoaded } from "./keep_loaded.ts";
import { libraryNames } from "./library_names.ts";
import { readString } from "./memory.ts";
import { silently } from "./silently.ts";
import { refuseTruncated } from "./whole_library.ts";
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
  // TensorFlow takes oneDNN's kernels by itself only where there is AVX-512 VNNI or better, but with
  // AVX2 too they are faster: a training step of MobileNet takes a third of the time.
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
