/** Out: a file with the font of the plots. */
import font from "dejavu-fonts-ttf/ttf/DejaVuSans.ttf" with { type: "bytes" };
import { cacheFolder, writeFileWhole } from "../base/files.ts";

/**
 * The path of DejaVu Sans as a file, which is what resvg takes. The bytes come with the package
 * dejavu-fonts-ttf and are put into the cache folder the first time.
 */
export async function provideFont(): Promise<string> {
  const path = cacheFolder("fonts", "DejaVuSans-2.37.3.ttf");
  const size = await Deno.stat(path).then((info) => info.size, () => 0);
  if (size !== font.length) await writeFileWhole(path, font);
  return path;
}
