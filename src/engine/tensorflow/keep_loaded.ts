/** Keeps a shared library in memory until the process ends. */
import { openCFunctions } from "./c_functions.ts";

const symbols = { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } } as const;

const LAZILY = 1;

/**
 * Takes one more hold of the library at `path`, which is loaded, and never lets go. Deno unloads
 * what it opened when a worker or a test file ends; TensorFlow's threads would then run into
 * memory that is gone, and crash.
 */
export function keepLoaded(path: string): void {
  const { dlopen } = openCFunctions(symbols) ?? Deno.dlopen(path, symbols).symbols;
  dlopen(new TextEncoder().encode(path + "\0"), LAZILY);
}
