/** In: a folder. Out: the audio files below it, in an order that is the same on every machine. */
import { join } from "node:path";

const AUDIO_NAME = /\.(wav|flac)$/i;
const DEEPEST = 6;

/**
 * Paths, relative to `folder` and with "/" between names, of all .wav and .flac files below it,
 * sorted by code unit. Hidden files and macOS archive remains ("._x", "__MACOSX") are left out;
 * links are followed, at most 6 folders deep.
 */
export async function listAudioFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  await walk(folder, "", DEEPEST, found);
  return found.sort();
}

async function walk(folder: string, prefix: string, depth: number, found: string[]) {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
    const path = join(folder, entry.name);
    const { isDirectory, isFile } = entry.isSymlink ? await Deno.stat(path) : entry;
    if (isDirectory && depth > 0) await walk(path, `${prefix}${entry.name}/`, depth - 1, found);
    if (isFile && AUDIO_NAME.test(entry.name)) found.push(prefix + entry.name);
  }
}

/** A path without its extension: "Angry/a.wav" gives "Angry/a". */
export function withoutExtension(path: string): string {
  return path.replace(AUDIO_NAME, "");
}
