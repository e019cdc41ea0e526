"""The formula of src/engine/testing/noise.ts and set_noise_weights.ts, for parity scripts."""

import numpy as np


def noise(shape, seed, scale=1.0):
    """Values in [-scale, scale) that look random and are the same on both sides; float32."""
    place = np.arange(1, int(np.prod(shape)) + 1, dtype=np.float64)
    large = np.sin(12.9898 * place + 78.233 * seed) * 43758.5453
    stretched = (2 * (large - np.floor(large)) - 1).astype(np.float32)
    return (stretched.astype(np.float64) * scale).astype(np.float32).reshape(shape)


def ordered_weights(network):
    """Trainable weights layer by layer, then the moving averages: tfjs-layers' order."""
    return network.trainable_weights + [
        weight for weight in network.non_trainable_weights if "moving" in weight.path
    ]


def set_noise_weights(network):
    """As setNoiseWeights does in TypeScript."""
    for place, weight in enumerate(ordered_weights(network)):
        shape = tuple(weight.shape)
        if len(shape) > 1:
            fan_in = int(np.prod(shape[:-1]))
            weight.assign(noise(shape, place, np.sqrt(3 / fan_in)))
        else:
            is_scale = "gamma" in weight.path or "variance" in weight.path
            weight.assign(noise(shape, place, 0.1) + np.float32(1 if is_scale else 0))


def digits(values):
    """A tensor's values in a row, each with the nine digits that a float32 needs."""
    return [float(f"{value:.9g}") for value in np.asarray(values).ravel()]
