/** A network that the engine benchmark measures: what every contender builds from. */
import { z } from "zod";
import { mobileNetSchema } from "../../src/facecnn/mobile_net.ts";
import { emotionUnetSchema } from "../../src/unet/emotion_unet.ts";

const count = z.int().positive();

/** The whole shape of a network, as it goes to the contenders' processes. */
export const benchNetworkSchema = z.discriminatedUnion("kind", [
  emotionUnetSchema.extend({ frames: count, bins: count, classes: count }).strict(),
  mobileNetSchema.extend({ size: count, classes: count }).strict(),
]);

/** See {@link benchNetworkSchema}. */
export type BenchNetwork = z.infer<typeof benchNetworkSchema>;

/** The shape of one sample. */
export function sampleShapeOf(network: BenchNetwork): number[] {
  return network.kind === "emotionUnet"
    ? [network.frames, network.bins]
    : [network.size, network.size, 1];
}
