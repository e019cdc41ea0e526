"""Keras's MobileNet trained step by step as a recipe of bench/faces/curves.ts says.

Needs: pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
Run by bench/faces/curves.ts: python keras_curves.py FOLDER < recipe.json > curve.json

FOLDER holds train.u8, train.labels, validation.u8 and validation.labels (bytes); the recipe has the
network, its first weights by layer with their places in weights.f32, each epoch's batches as row
numbers, and each step's learning rate.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np

SIZE = 48
folder = sys.argv[1]
recipe = json.load(sys.stdin)
network, classes = recipe["network"], recipe["classes"]


def pictures(part):
    pixels = np.fromfile(f"{folder}/{part}.u8", np.uint8).reshape(-1, SIZE, SIZE, 1)
    return pixels, np.fromfile(f"{folder}/{part}.labels", np.uint8)


def first_layer(layer):
    """The layers as keras.applications has them, but for the first one's stride."""
    config = layer.get_config()
    if network["firstStride"] == 1 and layer.name == "conv1":
        config |= {"strides": (1, 1), "padding": "same"}
    if network["firstStride"] == 1 and layer.name == "conv1_pad":
        config |= {"padding": 0}
    return layer.__class__.from_config(config)


def mobile_net():
    base = keras.applications.MobileNet(
        input_shape=(SIZE, SIZE, 1), alpha=network["width"], include_top=False, weights=None
    )
    base = keras.models.clone_model(base, clone_function=first_layer)
    value = keras.layers.GlobalAveragePooling2D()(base.output)
    value = keras.layers.Dense(network["denseUnits"], activation="relu", name="dense")(value)
    value = keras.layers.Dropout(network["dropout"], seed=recipe["seed"])(value)
    return keras.Model(
        base.input, keras.layers.Dense(classes, activation="softmax", name="softmax")(value)
    )


def set_weights(model):
    """As Duygu drew them."""
    values = np.fromfile(f"{folder}/weights.f32", np.float32)
    for name, places in recipe["weights"].items():
        tensors = [
            values[at : at + int(np.prod(shape))].reshape(shape) for shape, at in places
        ]
        model.get_layer(name).set_weights(tensors)


(train, labels), (validation, validation_labels) = pictures("train"), pictures("validation")
model = mobile_net()
set_weights(model)
optimiser = recipe["optimiser"]
model.compile(
    optimizer=keras.optimizers.Adam(1e-3) if optimiser is None else keras.optimizers.SGD(
        1e-3, momentum=float(optimiser["momentum"]), nesterov=optimiser["nesterov"]
    ),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
one_hot = np.eye(classes, dtype=np.float32)
curve, step = [], 0
for batches in recipe["batches"]:
    losses = []
    for rows in batches:
        model.optimizer.learning_rate = recipe["rates"][step]
        model.reset_metrics()
        loss, _ = model.train_on_batch(train[rows] / np.float32(255), one_hot[labels[rows]])
        losses.append(float(loss))
        step += 1
    loss, accuracy = model.evaluate(
        validation / np.float32(255), one_hot[validation_labels], batch_size=64, verbose=0
    )
    curve.append({"losses": losses, "validationLoss": loss, "validationAccuracy": accuracy})
    print(f"Keras, epoch {len(curve)}: {np.mean(losses):.3f}, {loss:.3f}, {accuracy:.3f}",
          file=sys.stderr, flush=True)
json.dump({"keras": keras.__version__, "curve": curve}, sys.stdout)
