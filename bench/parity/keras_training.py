"""Reference values for Duygu's Adam and batch normalisation: five training steps in Keras 3.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
KERAS_BACKEND=tensorflow python bench/parity/keras_training.py > src/engine/keras_training_fixture.json && deno fmt src/engine/keras_training_fixture.json

A dense layer of 5 (tanh), batch normalisation and a softmax of 3, batches of 8 samples of 4
features, cross-entropy, Adam at 0.01. Samples and initial weights are made by noise() of
parity_noise.py, so that only what comes out is stored.
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from parity_noise import digits, noise, ordered_weights, set_noise_weights

STEPS = 5

network = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(5, activation="tanh"),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(3, activation="softmax"),
])
set_noise_weights(network)
network.compile(optimizer=keras.optimizers.Adam(0.01), loss="categorical_crossentropy")
losses = []
for step in range(STEPS):
    samples = noise((8, 4), 100 + step)
    targets = np.eye(3, dtype=np.float32)[(np.arange(8) + step) % 3]
    network.reset_metrics()
    losses.append(float(network.train_on_batch(samples, targets)))

print(json.dumps({
    "command": "python bench/parity/keras_training.py",
    "keras": keras.__version__,
    "steps": STEPS,
    "losses": losses,
    "weights": [digits(weight) for weight in ordered_weights(network)],
}))
