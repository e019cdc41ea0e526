/** Keeps a shared library in memory until the process ends. */

const symbols = { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } } as const;

const LAZILY = 1;

/**
 * Takes one more hold of the library at `path`, which is loaded, and never lets go. Deno unloads
 * what it opened when a worker or a test file ends; TensorFlow's threads would then run into
 * memory that is gone, and crash.
 */
export function keepLoaded(path: string): void {
  const loader = openLoader();
  loader.symbols.dlopen(new TextEncoder().encode(path + "\0"), LAZILY);
  loader.close();
}

function openLoader() {
  if (Deno.build.os === "darwin") return Deno.dlopen("libSystem.B.dylib", symbols);
  try {
    return Deno.dlopen("libc.so.6", symbols);
  } catch {
    // Before glibc 2.34.
    return Deno.dlopen("libdl.so.2", symbols);
  }
}
