"""Reference values for src/exchange: Keras 3 loads what Duygu wrote and saves what Duygu reads.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
deno run -A src/exchange/testing/write_networks.ts FOLDER
KERAS_BACKEND=tensorflow python bench/parity/exchange.py FOLDER > src/exchange/exchange_fixture.json && deno fmt src/exchange/exchange_fixture.json

Stored: Keras's predictions of the networks that Duygu wrote (the script fails where they differ from
Duygu's by more than 1e-5); and, of some networks, the files that Keras saved after every weight was
changed, gzipped in base64, with Keras's predictions of them.
"""

import base64
import gzip
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from parity_noise import digits, noise

SAMPLES = 3
SAVED = {
    "emotionUnet": ["saved.keras", "saved.h5"],
    "denseFeatures": ["saved.keras", "saved.weights.h5", "saved.h5"],
    "compactResNet": ["saved.weights.h5"],
}


def packed(path):
    with open(path, "rb") as file:
        return base64.b64encode(gzip.compress(file.read(), mtime=0)).decode()


def main(folder):
    with open(f"{folder}/predictions.json") as file:
        ours = json.load(file)
    fixture = {"versions": {"keras": keras.__version__}, "loaded": {}, "saved": []}
    for name, expected in ours.items():
        network = keras.saving.load_model(f"{folder}/{name}.keras")
        samples = noise((SAMPLES, *network.input_shape[1:]), 1)
        found = network.predict(samples, verbose=0)
        difference = np.abs(found.ravel() - np.array(expected)).max()
        print(f"{name}: largest difference {difference:.2g}", file=sys.stderr)
        assert difference <= 1e-5
        fixture["loaded"][name] = digits(found)
        for weight in network.weights:
            weight.assign(weight * 1.25)
        for file_name in SAVED.get(name, []):
            path = f"{folder}/{file_name}"
            save = network.save_weights if file_name.endswith(".weights.h5") else network.save
            save(path)
            fixture["saved"].append(
                {
                    "network": name,
                    "file": file_name,
                    "content": packed(path),
                    "predictions": digits(network.predict(samples, verbose=0)),
                }
            )
    print(json.dumps(fixture))


main(sys.argv[1])
