"""Reference values for src/unet/emotion_unet.ts: the same network, small, in Keras 3.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
KERAS_BACKEND=tensorflow python bench/parity/emotion_unet.py > src/unet/emotion_unet_fixture.json && deno fmt src/unet/emotion_unet_fixture.json

Samples and weights are made by noise() of parity_noise.py. Stored: the probabilities in inference
and in training, the loss with some gradients, and all weights after three steps of Adam.
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from parity_noise import digits, noise, ordered_weights, set_noise_weights

CONFIG = {"frames": 16, "bins": 5, "filters": [4, 3, 5, 6, 2, 4], "denseUnits": 7, "classes": 3}
BATCH = 4
STEPS = 3
LEARNING_RATE = 0.01
GRADIENTS_OF = ["cnn1/kernel", "norm3/gamma", "cnn5/kernel", "norm6/beta", "flc/bias"]


def emotion_unet(frames, bins, filters, denseUnits, classes):
    def module(value, index, kernel_size):
        value = layers.Conv1D(
            filters[index], kernel_size, padding="same", activation="relu", name=f"cnn{index + 1}"
        )(value)
        return layers.BatchNormalization(name=f"norm{index + 1}")(value)

    features = keras.Input((frames, bins))
    path, links = features, []
    for index in range(3):
        links.append(module(path, index, 7))
        path = layers.AveragePooling1D(2)(links[index])
    for index in range(3, 6):
        linked = layers.Concatenate()([layers.UpSampling1D(2)(path), links[5 - index]])
        path = module(linked, index, 5)
    dense = layers.Dense(denseUnits, activation="relu", name="flc")(layers.Flatten()(path))
    return keras.Model(features, layers.Dense(classes, activation="softmax", name="softmax")(dense))


network = emotion_unet(**CONFIG)
set_noise_weights(network)
samples = noise((BATCH, CONFIG["frames"], CONFIG["bins"]), 100)
targets = np.eye(CONFIG["classes"], dtype=np.float32)[np.arange(BATCH) % CONFIG["classes"]]
inference = digits(network(samples, training=False))
moving = [weight.numpy() for weight in network.non_trainable_weights]
with tf.GradientTape() as tape:
    training = network(samples, training=True)
    loss = tf.reduce_mean(keras.losses.categorical_crossentropy(targets, training))
gradients = dict(zip(
    (weight.path for weight in network.trainable_weights),
    tape.gradient(loss, [weight.value for weight in network.trainable_weights]),
))
# The forward pass above has moved the averages; the training starts from where it was.
for weight, value in zip(network.non_trainable_weights, moving):
    weight.assign(value)

network.compile(keras.optimizers.Adam(LEARNING_RATE), loss="categorical_crossentropy")
for step in range(STEPS):
    network.train_on_batch(noise(samples.shape, 100 + step), targets)

print(json.dumps({
    "command": "python bench/parity/emotion_unet.py",
    "keras": keras.__version__,
    "config": CONFIG,
    "batch": BATCH,
    "steps": STEPS,
    "learningRate": LEARNING_RATE,
    "inference": inference,
    "training": digits(training),
    "loss": float(loss),
    "gradients": {name: digits(gradients[name]) for name in GRADIENTS_OF},
    "weights": {weight.path: digits(weight) for weight in ordered_weights(network)},
}))
