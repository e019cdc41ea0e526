/**
 * In: names of the C library's functions. Out: the functions. A library hands out its
 * dependencies' functions as well, so that an npm package's, in Deno's own folder, does: the C library
 * itself need not be permitted.
 */
import { createRequire } from "node:module";

const loader = { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } } as const;
const LAZILY = 1;

/**
 * The functions; undefined where no library that may be opened has them. Deno unloads what it opened
 * when a worker or a test file ends, which a package's library need not survive: this one is held
 * until the process ends.
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
