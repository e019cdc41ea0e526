/** In: the path of a file of the kernel, such as /proc/cpuinfo. Out: its text. */

/**
 * Deno itself reads what is below /proc and /sys only with all of its permissions; without them
 * the program `cat` does. Throws as Deno.readTextFile does, and where `cat` fails.
 */
export async function readSystemFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  const { success, stdout, stderr } = await new Deno.Command("cat", { args: [path] }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr).trim());
  return decoder.decode(stdout);
}
