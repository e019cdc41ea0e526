/** In: a path from outside. Out: nothing, or that what is there is no file to be read to its end. */
import { UserError } from "./user_error.ts";

/**
 * Throws UserError where `path`, or what it links to, is a device, a pipe or a socket: reading one
 * may wait for ever, or never end. Files, folders and missing ones pass: reading tells of them.
 *
 * @param what was expected there, such as "a table"
 */
export async function refuseSpecialFile(path: string | URL, what = "a file"): Promise<void> {
  const status = await Deno.stat(path).catch(() => undefined);
  if (!status || status.isFile || status.isDirectory) return;
  const kind = status.isFifo
    ? "a pipe"
    : status.isSocket
    ? "a socket"
    : status.isCharDevice || status.isBlockDevice
    ? "a device"
    : "none";
  throw new UserError(`Expected ${what} at ${path}, but it is ${kind}`);
}

/** Reads the file at `path`. Throws as {@link refuseSpecialFile} and Deno.readFile do. */
export async function readRegularFile(
  path: string,
  what?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await refuseSpecialFile(path, what);
  return await Deno.readFile(path);
}

/** Reads the text file at `path`. Throws as {@link refuseSpecialFile} and Deno.readTextFile do. */
export async function readRegularText(path: string, what?: string): Promise<string> {
  await refuseSpecialFile(path, what);
  return await Deno.readTextFile(path);
}
