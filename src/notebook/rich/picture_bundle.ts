/** In: a picture of a corpus. Out: the picture, enlarged, with its class. */
import type { Clip } from "../../data/corpus.ts";
import { loadImages } from "../../data/images/load_images.ts";
import { imageGallery } from "../../plot/image_gallery.ts";
import { type MimeBundle, plotBundle } from "../plot_bundle.ts";

/** Points that a pixel takes up on each side. */
const ZOOM = 4;

/** The clip's pixels as networks see them. Throws UserError where the file cannot be read. */
export async function pictureBundle(
  clip: Pick<Clip, "id" | "path" | "label" | "sha256">,
  synthetic: boolean,
): Promise<MimeBundle> {
  const { pixels, size } = await loadImages([clip], { quiet: true });
  const images = [{ pixels: new Uint8Array(pixels) }];
  const plot = imageGallery([{ label: clip.label, images }], {
    title: clip.id,
    width: size,
    zoom: ZOOM,
    synthetic,
  });
  return await plotBundle(plot);
}
