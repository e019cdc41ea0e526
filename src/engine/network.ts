/** In: nothing. Out: the type of a network of layers, under a name of its own. */
import type { LayersModel } from "@tensorflow/tfjs-layers";

/**
 * A network of TensorFlow.js's layers.
 * @internal The type is TensorFlow.js's own and is documented there.
 */
export type Network = LayersModel;
