/** In: grey images [batch, height, width, 1]. Out: the same with 1 or 3 equal channels. */
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";

/** Repeats the grey channel where a network wants colour. */
export function channelsOfImages(grey: SymbolicTensor, channels: 1 | 3): SymbolicTensor {
  if (channels === 1) return grey;
  return layers.concatenate({ name: "colour" }).apply([grey, grey, grey]) as SymbolicTensor;
}
