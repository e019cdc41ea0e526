"""Reference values for src/facecnn/mobile_net.ts and compact_res_net.ts: the same networks in Keras 3.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
KERAS_BACKEND=tensorflow python bench/parity/face_networks.py > src/facecnn/networks_fixture.json && deno fmt src/facecnn/networks_fixture.json

MobileNet is keras.applications' own, once behind Keras's own bilinear enlargement; the residual
network is written again here. Samples and weights are made by noise() of parity_noise.py, weights by
their place among all names sorted.
Stored: the probabilities in inference and in training, the loss, and the sums of the gradients'
squares, all of them, with some gradients in full.
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers

from named_noise import reference, set_named_noise
from parity_noise import noise

SIZE, CLASSES, BATCH = 48, 3, 4
MOBILE_NET = {"width": 0.25, "denseUnits": 5}
ENLARGED = MOBILE_NET | {"enlarge": 3}
RES_NET = {"stemFilters": 4, "stages": [[6, 1], [8, 2]]}


def mobile_net(enlarge=1):
    image = keras.Input((SIZE, SIZE, 1))
    large = layers.UpSampling2D(enlarge, interpolation="bilinear")(image)
    base = keras.applications.MobileNet(
        input_tensor=large, alpha=MOBILE_NET["width"], include_top=False, weights=None
    )
    value = layers.GlobalAveragePooling2D()(base.output)
    value = layers.Dense(MOBILE_NET["denseUnits"], activation="relu", name="dense")(value)
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax", name="softmax")(value))


def compact_res_net():
    def convolution(value, name, filters, size, strides=1):
        value = layers.Conv2D(
            filters, size, strides, padding="same", use_bias=False, name=name
        )(value)
        return layers.BatchNormalization(momentum=0.9, name=f"{name}_bn")(value)

    image = keras.Input((SIZE, SIZE, 1))
    path = layers.ReLU()(convolution(image, "stem", RES_NET["stemFilters"], 3))
    for stage, (filters, blocks) in enumerate(RES_NET["stages"]):
        for block in range(blocks):
            name = f"stage{stage + 1}_block{block + 1}"
            strides = 2 if block == 0 else 1
            value = layers.ReLU()(convolution(path, f"{name}_conv1", filters, 3, strides))
            value = convolution(value, f"{name}_conv2", filters, 3)
            if block == 0:
                path = layers.AveragePooling2D(2, padding="same")(path)
                path = convolution(path, f"{name}_shortcut", filters, 1)
            path = layers.ReLU()(layers.Add()([path, value]))
    value = layers.GlobalAveragePooling2D()(path)
    return keras.Model(image, layers.Dense(CLASSES, activation="softmax", name="softmax")(value))


def name_of(weight):
    layer, name = weight.path.split("/")[-2:]
    return f"{layer}/" + ("depthwise_kernel" if "_dw_" in layer and name == "kernel" else name)


def face_reference(network, gradients_of):
    weights = {name_of(weight): weight for weight in network.weights if "seed" not in weight.path}
    set_named_noise(weights)
    return reference(network, weights, noise((BATCH, SIZE, SIZE, 1), 100), CLASSES, gradients_of)


def enlarged_reference():
    """Without the gradients of early layers: of inputs that differ by 3e-7 of themselves Keras's own
    differ by 1 %, for some activations then lie on the other side of relu's corner."""
    found = face_reference(mobile_net(ENLARGED["enlarge"]), ["softmax/kernel"])
    squares = found["gradientSquares"]
    late = [name for name in squares if name.startswith(("conv_pw_13", "dense", "softmax"))]
    return ENLARGED | found | {"gradientSquares": {name: squares[name] for name in late}}


print(json.dumps({
    "command": "python bench/parity/face_networks.py",
    "keras": keras.__version__,
    "size": SIZE,
    "classes": CLASSES,
    "batch": BATCH,
    "mobileNet": MOBILE_NET | face_reference(mobile_net(), ["conv1/kernel", "conv_dw_1/depthwise_kernel", "softmax/kernel"]),
    "enlargedMobileNet": enlarged_reference(),
    "compactResNet": RES_NET | face_reference(compact_res_net(), ["stem/kernel", "stage1_block1_conv1_bn/gamma"]),
}))
