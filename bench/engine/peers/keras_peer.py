"""The Keras peer: the networks in Keras 3 on TensorFlow, as a user of model.fit gets it.

Needs: pip install keras==3.15.1 tensorflow-cpu==2.21.0
Run by `duygu bench engine`; by hand: echo '{"op": "quit"}' | python keras_peer.py

Variants: "default" and "xla" (jit_compile=True). Precisions: float32, and bfloat16 by Keras's
mixed_bfloat16 policy. Ways to train: train_on_batch, or the compiled train function that model.fit
itself calls, on an endless data set of one batch (fit without its callbacks). Ways to predict:
predict_on_batch, model(x), and model(x) inside a tf.function.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf

from protocol import KERNEL_CONTRACTING, KERNEL_EXPANSIVE, LEARNING_RATE, made_up_batch, serve


def build_model(network):
    """The network as a functional Keras model."""
    return mobile_net(network) if network["kind"] == "mobileNet" else emotion_unet(network)


def mobile_net(network):
    """Keras's own MobileNet with the head of src/facecnn/mobile_net.ts."""
    layers = keras.layers
    if (network["depth"], network["firstStride"], network["channels"]) != (5, 2, 1):
        raise ValueError("Expected MobileNet's published depth and stride, and grey images")
    base = keras.applications.MobileNet(
        input_shape=(network["size"], network["size"], 1),
        alpha=network["width"],
        include_top=False,
        weights=None,
    )
    flow = layers.GlobalAveragePooling2D()(base.output)
    flow = layers.Dense(network["denseUnits"], activation="relu")(flow)
    flow = layers.Dropout(network["dropout"])(flow)
    outputs = layers.Dense(network["classes"], activation="softmax", dtype="float32")(flow)
    return keras.Model(base.input, outputs)


def emotion_unet(network):
    """EmotionUnet (paper S, section 2)."""
    layers = keras.layers

    def module(inputs, filters, kernel):
        outputs = layers.Conv1D(filters, kernel, padding="same", activation="relu")(inputs)
        return layers.BatchNormalization()(outputs)

    inputs = keras.Input((network["frames"], network["bins"]))
    flow = inputs
    skips = []
    for filters in network["filters"][:3]:
        skips.append(module(flow, filters, KERNEL_CONTRACTING))
        flow = layers.AveragePooling1D(2)(skips[-1])
    for filters in network["filters"][3:]:
        flow = layers.Concatenate()([layers.UpSampling1D(2)(flow), skips.pop()])
        flow = module(flow, filters, KERNEL_EXPANSIVE)
    flow = layers.Dense(network["denseUnits"], activation="relu")(layers.Flatten()(flow))
    # The softmax stays float32 under a mixed policy, as Keras's guide asks.
    outputs = layers.Dense(network["classes"], activation="softmax", dtype="float32")(flow)
    return keras.Model(inputs, outputs)


class KerasPeer:
    """One network at a time; see protocol.py for the operations."""

    def setup(self, network, batch, precision, variant):
        keras.backend.clear_session()
        keras.utils.set_random_seed(7)
        keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
        xla = variant == "xla"
        model = build_model(network)
        optimiser = keras.optimizers.Adam(LEARNING_RATE)
        model.compile(optimizer=optimiser, loss="categorical_crossentropy", jit_compile=xla)
        # Of arrays in memory, as its users do: model.fit shuffles, cuts into batches and feeds.
        self.epoch = lambda way, samples: fit_epoch(model, made_up_batch(network, samples), batch)
        inputs, labels = (tf.constant(part) for part in made_up_batch(network, batch))
        self.train_ways = {
            "model.fit's function": lambda: fit_step(model, inputs, labels),
            "train_on_batch": lambda: lambda: float(model.train_on_batch(inputs, labels)),
        }
        self.predict_ways = {
            "predict_on_batch": lambda: lambda: np.asarray(model.predict_on_batch(inputs)),
            "tf.function": lambda: function_step(model, inputs, xla),
        }
        if not xla:
            call = lambda: lambda: model(inputs, training=False).numpy()
            self.predict_ways["model(x)"] = call
        return {
            "parameters": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
            "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        }

    @staticmethod
    def gemm(size, precision, _variant):
        """One product of two square matrices of normal random numbers."""
        noise = np.random.default_rng(7).standard_normal((size, size))
        square = tf.cast(noise, getattr(tf, precision))
        return lambda: tf.linalg.matmul(square, square)[0, 0].numpy()


def fit_step(model, inputs, labels):
    """A training step by the function that model.fit calls; returns the running mean loss."""
    iterator = iter(tf.data.Dataset.from_tensors((inputs, labels)).repeat())
    function = model.make_train_function() or model.train_function
    return lambda: float(function(iterator)["loss"])


def fit_epoch(model, arrays, batch):
    """A pass of model.fit over `arrays`."""
    return lambda: model.fit(*arrays, batch_size=batch, epochs=1, verbose=0)


def function_step(model, inputs, xla):
    """A prediction by the model inside a tf.function."""
    function = tf.function(lambda batch: model(batch, training=False), jit_compile=xla)
    return lambda: function(inputs).numpy()


if __name__ == "__main__":
    serve(KerasPeer())
