"""The formula of src/engine/testing/named_noise.ts, and what a network's gradients are by name."""

import keras
import numpy as np
import tensorflow as tf

from parity_noise import digits, noise


def set_named_noise(weights, shapes=None):
    """Sets `weights` {name: weight} to noise by the place of each name among all names sorted.

    `shapes` {name: shape} are those of the other side where they differ by a reshape alone."""
    shapes = shapes or {}
    for place, name in enumerate(sorted(weights)):
        weight = weights[name]
        shape = shapes.get(name, tuple(weight.shape))
        if len(shape) > 1:
            fan_in = int(np.prod(shape[:2] if "depthwise" in name else shape[:-1]))
            values = noise(shape, place, np.sqrt(6 / fan_in))
        else:
            is_scale = "gamma" in name or "variance" in name
            values = noise(shape, place, 0.1) + np.float32(1 if is_scale else 0)
        weight.assign(values.reshape(weight.shape))


def reference(network, weights, samples, classes, gradients_of):
    """Probabilities in inference and training, the loss, all gradients' squares and some in full."""
    targets = np.eye(classes, dtype=np.float32)[np.arange(len(samples)) % classes]
    inference = network(samples, training=False)
    with tf.GradientTape() as tape:
        training = network(samples, training=True)
        loss = tf.reduce_mean(keras.losses.categorical_crossentropy(targets, training))
    names = [name for name, weight in weights.items() if weight.trainable]
    values = tape.gradient(loss, [weights[name].value for name in names])
    gradients = {name: np.asarray(value) for name, value in zip(names, values)}
    return {
        "inference": digits(inference),
        "training": digits(training),
        "loss": float(loss),
        "gradients": {name: digits(gradients[name]) for name in gradients_of},
        "gradientSquares": {
            name: float(np.sum(np.square(value.astype(np.float64))))
            for name, value in sorted(gradients.items())
        },
    }
