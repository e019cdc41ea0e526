/** HDF5 files in memory, by the HDF Group's library compiled to WebAssembly. */
import h5wasm, { Dataset, type File, Group } from "h5wasm";
import { UserError } from "../base/user_error.ts";
import type { StoredTensor } from "../train/safetensors.ts";

let opened: ReturnType<typeof open> | undefined;

/** The library, made to throw what it would otherwise print: once, as each time takes memory. */
function library() {
  return opened ??= open();
}

async function open() {
  const module = await h5wasm.ready;
  module.activate_throwing_error_handler();
  return module;
}

/** What stands in files for the times at which they were made: the same content, the same bytes. */
const NO_TIME_MS = Date.UTC(1980, 0, 1);

/**
 * Calls `work` while the library's clock stands still. It asks Date.now for the times that it
 * writes into every object and has no setting against that; `work` must not wait for anything.
 */
function withoutTimes(work: () => void): void {
  const { now } = Date;
  Date.now = () => NO_TIME_MS;
  try {
    work();
  } finally {
    Date.now = now;
  }
}

/** Makes a file with what `fill` puts into it, and gives its bytes: the same ones each time. */
export async function encodeHdf5(fill: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await library();
  const path = `/${crypto.randomUUID()}.h5`;
  try {
    withoutTimes(() => {
      const file = new h5wasm.File(path, "w");
      fill(file);
      file.close();
    });
    return FS.readFile(path);
  } finally {
    FS.unlink(path);
  }
}

/**
 * Opens the file of `bytes` for `read`. Throws UserError, naming `source`, where it is no HDF5 file
 * or a damaged one. Many damaged files, one after another, can upset the library's own memory,
 * after which it refuses sound ones too: a program that reads untrusted files reads each in a
 * process of its own.
 */
export async function decodeHdf5<T>(
  bytes: Uint8Array,
  source: string,
  read: (file: File) => T,
): Promise<T> {
  const { FS } = await library();
  const path = `/${crypto.randomUUID()}.h5`;
  try {
    FS.writeFile(path, bytes);
    const file = new h5wasm.File(path, "r");
    try {
      return read(file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Expected ${source} to be a sound HDF5 file, but it is damaged or none`);
  } finally {
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

/** The group at `path` below `parent`; undefined where there is none. */
export function groupAt(parent: Group, path: string): Group | undefined {
  const found = parent.get(path);
  return found instanceof Group ? found : undefined;
}

/** A dataset may claim any shape without holding a number; this is 512 MiB of float32. */
const MOST_VALUES = 2 ** 27;

function valuesOf({ shape }: Dataset): number {
  return (shape ?? []).reduce((product, length) => product * length, 1);
}

/**
 * The numbers at `path` below `parent`. Throws UserError, naming `source`, where there are none.
 */
export function tensorAt(parent: Group, path: string, source: string): StoredTensor {
  const found = parent.get(path);
  if (found instanceof Dataset && valuesOf(found) > MOST_VALUES) {
    throw new UserError(
      `Expected ${source} to hold at most ${MOST_VALUES} numbers at ${parent.path}/${path}, but ` +
        `its shape is [${found.shape?.join(", ")}]`,
    );
  }
  const values = found instanceof Dataset ? found.value : null;
  if (!(found instanceof Dataset) || !(ArrayBuffer.isView(values) || typeof values === "number")) {
    throw new UserError(`Expected ${source} to hold numbers at ${parent.path}/${path}`);
  }
  const list = typeof values === "number" ? [values] : values as Float32Array;
  return { shape: found.shape ?? [], values: Float32Array.from(list) };
}

/** The texts of an attribute; undefined where there is no such attribute. */
export function textsOf(group: Group, attribute: string): string[] | undefined {
  const value = group.attrs[attribute]?.value;
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
}
