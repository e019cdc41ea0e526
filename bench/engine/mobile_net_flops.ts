/** In: MobileNet's shape. Out: the floating-point operations of one image, as flops.ts counts them. */
import { mobileNetBlocks } from "../../src/facecnn/mobile_net.ts";
import type { BenchNetwork } from "./bench_network.ts";
import type { Flops } from "./flops.ts";

/** Operations of one image's prediction, and of its share of a training step. */
export function mobileNetFlops(network: Extract<BenchNetwork, { kind: "mobileNet" }>): Flops {
  const { size, width, channels, firstStride, denseUnits, classes } = network;
  const scaled = (filters: number) => Math.max(1, Math.round(filters * width));
  let side = Math.floor(size / firstStride);
  let inputs = scaled(32);
  const first = 2 * side * side * 9 * channels * inputs;
  let others = 0;
  for (const [filters, stride] of mobileNetBlocks(network)) {
    side = Math.floor(side / stride);
    // Depthwise, then pointwise.
    others += 2 * side * side * inputs * (9 + scaled(filters));
    inputs = scaled(filters);
  }
  others += 2 * (inputs * denseUnits + denseUnits * classes);
  return { predict: first + others, train: 2 * first + 3 * others };
}
