/** In: a folder. Out: a small disk in memory mounted there, which may fill up or become read-only. */

/** Why no disk can be mounted here; null where one can. */
export async function mountObstacle(): Promise<string | null> {
  if (Deno.build.os !== "linux") return "disks in memory are mounted on Linux only";
  const folder = await Deno.makeTempDir({ prefix: "duygu-mount-" });
  try {
    return await withMemoryDisk(folder, "1m", () => Promise.resolve(null));
  } catch (error) {
    return (error as Error).message;
  } finally {
    await Deno.remove(folder).catch(() => {});
  }
}

/** Mounts a disk of `size` ("64k", "1g") at `folder` while `work` runs. Throws where it may not. */
export async function withMemoryDisk<T>(
  folder: string,
  size: string,
  work: () => Promise<T>,
): Promise<T> {
  await Deno.mkdir(folder, { recursive: true });
  await run("mount", "-t", "tmpfs", "-o", `size=${size}`, "duygu-faults", folder);
  try {
    return await work();
  } finally {
    // Lazily: a worker that has just lost its parent may still be leaving.
    await run("umount", "-l", folder);
  }
}

/** Changes how the disk at `folder` is mounted: "size=1g", "ro", "rw". */
export async function remount(folder: string, options: string): Promise<void> {
  await run("mount", "-o", `remount,${options}`, folder);
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
}
