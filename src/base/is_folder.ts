/** In: a path. Out: whether a folder is there. */

/** Whether `path` is a folder, or a link to one; false for what cannot be looked at. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((status) => status.isDirectory, () => false);
}
