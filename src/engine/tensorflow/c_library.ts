/**
 * A library hands out its dependencies' functions as well, so that an npm package's, in Deno's own
 * folder, does: the C library itself need not be permitted.
 */
import { createRequire } from "node:module";
import { UserError } from "../../base/user_error.ts";

const loader = { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } } as const;
const LAZILY = 1;

/**
 * The functions; undefined where no library that may be opened has them. Deno unloads what it
 * opened when a worker or a test file ends, which a package's library need not survive: this one is
 * held until the process ends.
 */
export function openCFunctions<S extends Deno.ForeignLibraryInterface>(
  symbols: S,
): Deno.StaticForeignLibraryInterface<S> | undefined {
  for (const path of [packagedLibrary(), ...systemLibraries()]) {
    if (path === undefined) continue;
    try {
      const { dlopen } = Deno.dlopen(path, loader).symbols;
      dlopen(new TextEncoder().encode(path + "\0"), LAZILY);
      return Deno.dlopen(path, symbols).symbols;
    } catch {
      // Not permitted, not there, or of another C library.
    }
  }
  return undefined;
}

/** The library of resvg, which draws plots, for this machine; undefined where there is none. */
function packagedLibrary(): string | undefined {
  const { os, arch, env } = { ...Deno.build, env: Deno.build.env ?? "" };
  const machine = arch === "x86_64" ? "x64" : "arm64";
  const system = os === "linux" ? `linux-${machine}-${env}` : `${os}-${machine}`;
  try {
    const resvg = createRequire(import.meta.url).resolve("@resvg/resvg-js");
    return createRequire(resvg).resolve(`@resvg/resvg-js-${system}`);
  } catch {
    return undefined;
  }
}

function systemLibraries(): string[] {
  // Before glibc 2.34 some functions are libdl's.
  return Deno.build.os === "darwin" ? ["libSystem.B.dylib"] : ["libc.so.6", "libdl.so.2"];
}

// By the C library's functions, for Deno's own (UnsafePointer) need the permission to call any
// native library; these are faster, too.

// labs gives back a number that is not negative, and so any address, under the type that is named.
const symbols = {
  addressOf: { name: "labs", parameters: ["pointer"], result: "u64" },
  pointerTo: { name: "labs", parameters: ["u64"], result: "pointer" },
  strlen: { parameters: ["pointer"], result: "usize" },
  read: { name: "memcpy", parameters: ["buffer", "pointer", "usize"], result: "void" },
  write: { name: "memcpy", parameters: ["pointer", "buffer", "usize"], result: "void" },
} as const;

let opened: Deno.StaticForeignLibraryInterface<typeof symbols> | undefined;

function functions() {
  opened ??= openCFunctions(symbols);
  if (opened) return opened;
  throw new UserError(
    "Expected to be permitted to call the C library's functions, but that is not so; run a task of " +
      "deno.json, or deno run --allow-ffi main.ts",
  );
}

/** The address as a number. */
export function addressOf(pointer: Deno.PointerObject): bigint {
  return functions().addressOf(pointer);
}

/** The pointer to an address; null for 0. */
export function pointerTo(address: bigint): Deno.PointerValue {
  return functions().pointerTo(address);
}

/** Copies as many bytes as `bytes` has from `source`. */
export function readBytes(source: Deno.PointerObject, bytes: Uint8Array<ArrayBuffer>): void {
  functions().read(bytes, source, BigInt(bytes.byteLength));
}

/** Copies `bytes` to `target`, which must have room for them. */
export function writeBytes(target: Deno.PointerObject, bytes: Uint8Array<ArrayBuffer>): void {
  functions().write(target, bytes, BigInt(bytes.byteLength));
}

/** The text of a C string; "" for null. */
export function readString(pointer: Deno.PointerValue): string {
  if (pointer === null) return "";
  const bytes = new Uint8Array(Number(functions().strlen(pointer)));
  readBytes(pointer, bytes);
  return new TextDecoder().decode(bytes);
}

// Runs something that prints to standard error from C without being asked: TensorFlow's libraries
// do while they load, before any of their settings can be reached.

const descriptorSymbols = {
  dup: { parameters: ["i32"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
} as const;

/** Set in the process's environment, which all its workers share, while one of them mutes. */
const MUTED = "DUYGU_STANDARD_ERROR_MUTED";

const STANDARD_ERROR = 2;
const WRITE_ONLY = 1;

/**
 * Sends standard error (the process's, not only JavaScript's) nowhere until the function that it
 * returns is called. Set `DUYGU_TENSORFLOW_LOG` to see what is said.
 */
export function muteStandardError(): () => void {
  // A second worker would take the muted stream for the one to be restored.
  if (Deno.env.get("DUYGU_TENSORFLOW_LOG") || Deno.env.get(MUTED)) return () => {};
  const own = openCFunctions(descriptorSymbols);
  // What is not permitted is not muted.
  if (!own) return () => {};
  Deno.env.set(MUTED, "1");
  const { dup, dup2, close, open } = own;
  const saved = dup(STANDARD_ERROR);
  const nowhere = open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  dup2(nowhere, STANDARD_ERROR);
  return () => {
    dup2(saved, STANDARD_ERROR);
    close(saved);
    close(nowhere);
    Deno.env.delete(MUTED);
  };
}

/** `work`'s result, with standard error muted meanwhile. */
export function silently<T>(work: () => T): T {
  const restore = muteStandardError();
  try {
    return work();
  } finally {
    restore();
  }
}

// Keeps a shared library in memory until the process ends.

const loaderSymbols = { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } } as const;

/**
 * Takes one more hold of the library at `path`, which is loaded, and never lets go. Deno unloads
 * what it opened when a worker or a test file ends; TensorFlow's threads would then run into
 * memory that is gone, and crash.
 */
export function keepLoaded(path: string): void {
  const { dlopen } = openCFunctions(loaderSymbols) ?? Deno.dlopen(path, loaderSymbols).symbols;
  dlopen(new TextEncoder().encode(path + "\0"), LAZILY);
}

// Has the C library keep freed memory for the next step. By its defaults glibc gives every large
// buffer back to the system at once and takes it anew a step later, page by page: a sixth of the
// time of a prediction, a fifth of a training step of MobileNet.

/** Of glibc's malloc.h. */
const M_TRIM_THRESHOLD = -1;
const M_MMAP_MAX = -4;
/** So much may lie unused at the end of the heap before it is given back. */
const KEPT_BYTES = 256 * 2 ** 20;

/** Sets it for the whole process; does nothing where the C library is not glibc. */
export function keepFreedMemory(): void {
  if (Deno.build.os !== "linux" || Deno.build.env === "musl") return;
  // Another C library keeps its ways.
  const own = openCFunctions({ mallopt: { parameters: ["i32", "i32"], result: "i32" } });
  if (!own) return;
  // Buffers come from the heap, not each from a mapping of its own.
  own.mallopt(M_MMAP_MAX, 0);
  own.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

/**
 * Gives the system all memory that is free, also in the midst of the heap, where buffers of another
 * network's shapes leave gaps that those of the next one do not fit into. To be called between
 * trainings, for the next step takes again what it needs. Does nothing where the C library is not
 * glibc.
 */
export function releaseFreedMemory(): void {
  if (Deno.build.os !== "linux" || Deno.build.env === "musl") return;
  openCFunctions({ malloc_trim: { parameters: ["usize"], result: "i32" } })?.malloc_trim(0n);
}
