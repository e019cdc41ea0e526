/** In: a corpus of pictures and which of them. Out: examples [row, size, size, 1] for a network. */
import type { Corpus } from "../data/corpus.ts";
import { loadImages, type LoadImagesOptions } from "../data/images/load_images.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import type { Examples } from "./examples.ts";

/** Grey pixels, 0 to 255, in memory that threads can share. */
export async function imageExamples(
  corpus: Corpus,
  ids: string[],
  options: LoadImagesOptions = {},
): Promise<Examples> {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const wanted = ids.map((id) => clips.get(id)!);
  const { pixels } = await loadImages(wanted, { ...options, size: IMAGE_SIZE });
  return {
    ids,
    labels: wanted.map(({ label }) => corpus.classes.indexOf(label)),
    data: pixels,
    sampleShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
  };
}
