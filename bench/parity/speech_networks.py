"""Reference values for the small speech networks in src/unet: the same networks in Keras 3.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
KERAS_BACKEND=tensorflow python bench/parity/speech_networks.py > src/unet/speech_networks_fixture.json && deno fmt src/unet/speech_networks_fixture.json

Attention is Keras's own MultiHeadAttention, the LSTM its own Bidirectional LSTM; attentive
statistics are written again here from the equations. Samples and weights are made by formula,
weights by their place among all names sorted. Stored: the probabilities in inference and in
training, the loss, and the sums of the gradients' squares, all of them, with some in full.
"""

import json
import os
import re

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers, ops

from named_noise import reference, set_named_noise
from parity_noise import noise

FRAMES, BINS, CLASSES, BATCH = 16, 11, 3, 4
UNET = {"filters": [4, 3, 5, 6, 2, 4], "attentionUnits": 5}
RESIDUAL = {
    "stemFilters": 3,
    "stages": [[4, 2], [5, 1]],
    "contours": 3,
    "contourFilters": 4,
    "frameUnits": 6,
    "attentionUnits": 5,
}
LSTM = {"filters": [4, 6], "lstmUnits": 3, "attentionUnits": 5}
CONFORMER = {"channels": 6, "blocks": 2, "heads": 2, "kernelSize": 3, "attentionUnits": 5}


class AttentiveStatistics(layers.Layer):
    """Okabe et al. 2018, equations 3 to 6."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, shape):
        self.kernel = self.add_weight((shape[-1], self.units), name="kernel")
        self.bias = self.add_weight((self.units,), name="bias")
        self.score = self.add_weight((self.units, 1), name="score")

    def call(self, frames):
        scores = ops.tanh(frames @ self.kernel + self.bias) @ self.score
        shares = ops.softmax(scores, axis=1)
        mean = ops.sum(shares * frames, axis=1)
        variance = ops.sum(shares * (frames - mean[:, None]) ** 2, axis=1)
        return ops.concatenate([mean, ops.sqrt(ops.maximum(variance, 1e-5))], axis=-1)


def head(path, units):
    pooled = AttentiveStatistics(units, name="pool")(path)
    return layers.Dense(CLASSES, activation="softmax", name="softmax")(pooled)


def normalised(value, name):
    return layers.BatchNormalization(momentum=0.9, name=name)(value)


def attentive_unet():
    def module(value, index, size):
        value = layers.Conv1D(
            UNET["filters"][index], size, padding="same", activation="relu", name=f"cnn{index + 1}"
        )(value)
        return normalised(value, f"norm{index + 1}")

    features = keras.Input((FRAMES, BINS))
    path, links = features, []
    for index in range(3):
        links.append(module(path, index, 7))
        path = layers.AveragePooling1D(2)(links[index])
    for index in range(3, 6):
        linked = layers.Concatenate()([layers.UpSampling1D(2)(path), links[5 - index]])
        path = module(linked, index, 5)
    return keras.Model(features, head(path, UNET["attentionUnits"]))


def residual_cnn_2d():
    def convolution(value, name, filters, size, strides=1):
        value = layers.Conv2D(
            filters, size, strides, padding="same", use_bias=False, name=name
        )(value)
        return normalised(value, f"{name}_bn")

    features = keras.Input((FRAMES, BINS))
    count = RESIDUAL["contours"]
    path = ops.expand_dims(features[:, :, :-count], -1)
    path = layers.ReLU()(convolution(path, "stem", RESIDUAL["stemFilters"], 3, 2))
    for stage, (filters, blocks) in enumerate(RESIDUAL["stages"]):
        for block in range(blocks):
            name = f"stage{stage + 1}_block{block + 1}"
            strides = 2 if block == 0 else 1
            value = layers.ReLU()(convolution(path, f"{name}_conv1", filters, 3, strides))
            value = convolution(value, f"{name}_conv2", filters, 3)
            if block == 0:
                path = layers.AveragePooling2D(2, padding="same")(path)
                path = convolution(path, f"{name}_shortcut", filters, 1)
            path = layers.ReLU()(layers.Add()([path, value]))
    path = layers.Reshape((path.shape[1], path.shape[2] * path.shape[3]))(path)
    path = layers.Dense(RESIDUAL["frameUnits"], use_bias=False, name="frame")(path)
    path = layers.ReLU()(normalised(path, "frame_bn"))
    contours = features[:, :, -count:]
    for step in range(1, len(RESIDUAL["stages"]) + 2):
        name = f"contour_conv{step}"
        contours = layers.Conv1D(
            RESIDUAL["contourFilters"], 5, 2, padding="same", use_bias=False, name=name
        )(contours)
        contours = layers.ReLU()(normalised(contours, f"{name}_bn"))
    joined = layers.Concatenate()([path, contours])
    return keras.Model(features, head(joined, RESIDUAL["attentionUnits"]))


def shortened(path, names, filters):
    for name, count in zip(names, filters):
        path = layers.Conv1D(count, 5, 2, padding="same", use_bias=False, name=name)(path)
        path = layers.ReLU()(normalised(path, f"{name}_bn"))
    return path


def cnn_bi_lstm():
    features = keras.Input((FRAMES, BINS))
    path = shortened(features, ["conv1", "conv2"], LSTM["filters"])
    lstm = layers.LSTM(LSTM["lstmUnits"], return_sequences=True)
    path = layers.Bidirectional(lstm, name="lstm")(path)
    return keras.Model(features, head(path, LSTM["attentionUnits"]))


def conformer():
    channels, size = CONFORMER["channels"], CONFORMER["kernelSize"]

    def layer_norm(value, name):
        return layers.LayerNormalization(name=name)(value)

    def feed_forward(value, name):
        value = layer_norm(value, f"{name}_norm")
        value = layers.Dense(4 * channels, activation="swish", name=f"{name}_wide")(value)
        return 0.5 * layers.Dense(channels, name=f"{name}_narrow")(value)

    def convolution(value, name):
        value = layer_norm(value, f"{name}_norm")
        gate = layers.Dense(channels, activation="sigmoid", name=f"{name}_gate")(value)
        value = layers.Dense(channels, name=f"{name}_linear")(value) * gate
        value = layers.DepthwiseConv2D(
            (size, 1), padding="same", use_bias=False, name=f"{name}_depthwise"
        )(ops.expand_dims(value, 2))
        value = keras.activations.swish(normalised(ops.squeeze(value, 2), f"{name}_bn"))
        return layers.Dense(channels, name=f"{name}_out")(value)

    features = keras.Input((FRAMES, BINS))
    path = shortened(features, ["shorten1", "shorten2"], [channels, channels])
    for block in range(1, CONFORMER["blocks"] + 1):
        name = f"block{block}"
        path = path + feed_forward(path, f"{name}_feed1")
        heard = layer_norm(path, f"{name}_attention_norm")
        path = path + layers.MultiHeadAttention(
            CONFORMER["heads"], channels // CONFORMER["heads"], name=f"{name}_attention"
        )(heard, heard)
        path = path + convolution(path, f"{name}_conv")
        path = path + feed_forward(path, f"{name}_feed2")
        path = layer_norm(path, f"{name}_norm")
    return keras.Model(features, head(path, CONFORMER["attentionUnits"]))


def name_of(weight):
    parts = weight.path.split("/")
    layer, name = parts[0], parts[-1]
    if layer.endswith("_attention"):
        return f"{layer}/{parts[-2].removeprefix('attention_')}_{name}"
    if layer.endswith("_depthwise"):
        return f"{layer}/depthwise_kernel"
    direction = re.search(r"/(forward_|backward_)", weight.path)
    return f"{layer}/{direction[1] if direction else ''}{name}"


def flat_shape(name, weight):
    """Keras keeps attention's heads apart; they are the same numbers in the same order."""
    if "_attention/" not in name:
        return tuple(weight.shape)
    channels = CONFORMER["channels"]
    return (channels, channels) if name.endswith("kernel") else (channels,)


def speech_reference(network, gradients_of):
    weights = {name_of(weight): weight for weight in network.weights if "seed" not in weight.path}
    shapes = {name: flat_shape(name, weight) for name, weight in weights.items()}
    set_named_noise(weights, shapes)
    samples = noise((BATCH, FRAMES, BINS), 100)
    return reference(network, weights, samples, CLASSES, gradients_of)


print(json.dumps({
    "command": "python bench/parity/speech_networks.py",
    "keras": keras.__version__,
    "frames": FRAMES,
    "bins": BINS,
    "classes": CLASSES,
    "batch": BATCH,
    "attentiveUnet": UNET | speech_reference(attentive_unet(), ["cnn1/kernel", "pool/score"]),
    "residualCnn2d": RESIDUAL
    | speech_reference(residual_cnn_2d(), ["stem/kernel", "contour_conv1/kernel", "pool/kernel"]),
    "cnnBiLstm": LSTM
    | speech_reference(cnn_bi_lstm(), ["conv1/kernel", "lstm/backward_recurrent_kernel"]),
    "conformer": CONFORMER
    | speech_reference(conformer(), ["shorten1/kernel", "block1_attention/key_kernel"]),
}))
