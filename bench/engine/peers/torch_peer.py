"""The PyTorch peer: the networks with fused Adam.

Needs: pip install torch==2.13.0 numpy==2.4.6 (and a C++ compiler for the "compile" variant)
Run by `duygu bench engine`; by hand: echo '{"op": "quit"}' | python torch_peer.py

Variants: "default"; "compile" (torch.compile, inductor); "cuda" (an NVIDIA GPU, with PyTorch's own
choice of TF32); "cuda-compile"; for bfloat16 these are autocast, and "fpmath" is float32 tensors with bf16 inside
oneDNN. Ways: Conv1d on [batch, channel, time], or
Conv2d on channels_last [batch, channel, 1, time].
"""

import contextlib

import numpy as np
import torch
from torch import nn

from protocol import KERNEL_CONTRACTING, KERNEL_EXPANSIVE, LEARNING_RATE, made_up_batch, serve

# Name of a layout -> whether it is the plain one.
LAYOUTS = {
    "emotionUnet": {"Conv1d": True, "Conv2d channels_last": False},
    "mobileNet": {"channels first": True, "channels_last": False},
}


class Module(nn.Module):
    """Convolution, ReLU, batch normalisation (Keras's momentum 0.99 is PyTorch's 0.01)."""

    def __init__(self, inputs, outputs, kernel, flat):
        super().__init__()
        if flat:
            self.convolution = nn.Conv1d(inputs, outputs, kernel, padding=kernel // 2)
            self.norm = nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.01)
        else:
            self.convolution = nn.Conv2d(inputs, outputs, (1, kernel), padding=(0, kernel // 2))
            self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)

    def forward(self, inputs):
        return self.norm(torch.relu(self.convolution(inputs)))


class EmotionUnet(nn.Module):
    """EmotionUnet (paper S, section 2); forward gives logits. flat: Conv1d, else Conv2d."""

    def __init__(self, network, flat):
        super().__init__()
        f1, f2, f3, f4, f5, f6 = network["filters"]
        contracting = [(network["bins"], f1), (f1, f2), (f2, f3)]
        expansive = [(f3 + f3, f4), (f4 + f2, f5), (f5 + f1, f6)]
        self.contracting = nn.ModuleList(
            Module(i, o, KERNEL_CONTRACTING, flat) for i, o in contracting
        )
        self.expansive = nn.ModuleList(Module(i, o, KERNEL_EXPANSIVE, flat) for i, o in expansive)
        self.pool = nn.AvgPool1d(2) if flat else nn.AvgPool2d((1, 2))
        self.upsample = nn.Upsample(scale_factor=2 if flat else (1, 2), mode="nearest")
        self.hidden = nn.Linear(network["frames"] * f6, network["denseUnits"])
        self.output = nn.Linear(network["denseUnits"], network["classes"])

    def forward(self, flow):
        skips = []
        for module in self.contracting:
            skips.append(module(flow))
            flow = self.pool(skips[-1])
        for module in self.expansive:
            flow = module(torch.cat([self.upsample(flow), skips.pop()], dim=1))
        return self.output(torch.relu(self.hidden(flow.flatten(1))))


def mobile_net(network):
    """MobileNet (Howard et al. 2017, table 1) with the head of src/facecnn/mobile_net.ts; logits."""
    scaled = lambda filters: round(filters * network["width"])

    def convolution(inputs, outputs, size, stride, groups=1):
        # Keras pads strided layers at the bottom and right only.
        padding = [nn.ZeroPad2d((0, 1, 0, 1))] if stride == 2 else []
        layer = nn.Conv2d(
            inputs, outputs, size, stride, size // 2 if stride == 1 else 0,
            groups=groups, bias=False,
        )
        norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)
        return padding + [layer, norm, nn.ReLU6(inplace=True)]

    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    blocks += [(512, 1)] * network["depth"] + [(1024, 2), (1024, 1)]
    inputs = scaled(32)
    layers = convolution(network["channels"], inputs, 3, network["firstStride"])
    for filters, stride in blocks:
        layers += convolution(inputs, inputs, 3, stride, groups=inputs)
        layers += convolution(inputs, scaled(filters), 1, 1)
        inputs = scaled(filters)
    return nn.Sequential(
        *layers,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(inputs, network["denseUnits"]),
        nn.ReLU(),
        nn.Dropout(network["dropout"]),
        nn.Linear(network["denseUnits"], network["classes"]),
    )


def built(network, flat):
    """The network; flat matters to EmotionUnet alone."""
    return mobile_net(network) if network["kind"] == "mobileNet" else EmotionUnet(network, flat)


class TorchPeer:
    """One network at a time; see protocol.py for the operations."""

    def setup(self, network, batch, precision, variant):
        torch.manual_seed(7)
        fpmath = variant == "fpmath"
        self.device = device_of(variant)
        # Fails at once, with PyTorch's reason, where there is no GPU.
        torch.zeros(1, device=self.device)
        set_fpmath("bf16" if fpmath else "ieee")
        cast = contextlib.nullcontext
        if precision == "bfloat16" and not fpmath:
            cast = lambda: torch.autocast(self.device, dtype=torch.bfloat16)
        arguments = (network, batch, cast, variant.endswith("compile"), self.device)
        models = {}
        layouts = LAYOUTS[network["kind"]]

        def model(flat):
            """The model in one layout, shared by train and predict."""
            if flat not in models:
                models[flat] = prepared(*arguments, flat)
            return models[flat]

        self.train_ways = {
            name: lambda flat=flat: train_step(*model(flat)) for name, flat in layouts.items()
        }
        self.predict_ways = {
            name: lambda flat=flat: predict_step(*model(flat)) for name, flat in layouts.items()
        }
        self.epoch = lambda way, samples: train_epoch(
            *model(layouts[way])[:3], *tensors(network, samples, layouts[way]), batch
        )
        with torch.device("meta"):
            parameters = built(network, True).parameters()
        return {
            "parameters": sum(parameter.numel() for parameter in parameters),
            "versions": {"torch": torch.__version__},
        }

    @staticmethod
    def gemm(size, precision, variant):
        """One product of two square matrices of normal random numbers."""
        device = device_of(variant)
        square = torch.randn(size, size).to(getattr(torch, precision)).to(device)

        def product():
            square @ square
            if device == "cuda":
                torch.cuda.synchronize()

        return product


def device_of(variant):
    """Where a variant computes."""
    return "cuda" if variant.startswith("cuda") else "cpu"


def set_fpmath(mode):
    """Lets oneDNN compute float32 convolutions and products in bf16 ("bf16"), or not ("ieee")."""
    torch.backends.mkldnn.conv.fp32_precision = mode
    torch.backends.mkldnn.matmul.fp32_precision = mode


def tensors(network, count, flat):
    """Made-up inputs and labels in the model's layout."""
    inputs, labels = made_up_batch(network, count)
    # From channels last to channels first: [batch, channel, time] or [batch, channel, row, column].
    inputs = torch.from_numpy(np.ascontiguousarray(np.moveaxis(inputs, -1, 1)))
    if not flat:
        images = inputs if inputs.ndim == 4 else inputs.unsqueeze(2)
        inputs = images.contiguous(memory_format=torch.channels_last)
    return inputs, torch.from_numpy(labels.argmax(1))


def prepared(network, batch, cast, compiled, device, flat):
    """A model, its possibly compiled forward pass, cast context, inputs and labels."""
    inputs, labels = (tensor.to(device) for tensor in tensors(network, batch, flat))
    model = built(network, flat).to(device)
    if not flat:
        model = model.to(memory_format=torch.channels_last)
    return model, torch.compile(model) if compiled else model, cast, inputs, labels


def train_step(model, forward, cast, inputs, labels):
    """One training step; returns the loss."""
    step = step_function(model, forward, cast)
    return lambda: step(inputs, labels)


def train_epoch(model, forward, cast, inputs, labels, batch):
    """A pass over all inputs in random order, as a DataLoader gives them."""
    step = step_function(model, forward, cast)
    device = next(model.parameters()).device
    data = torch.utils.data.TensorDataset(inputs, labels)
    loader = torch.utils.data.DataLoader(data, batch_size=batch, shuffle=True)

    def epoch():
        for part, targets in loader:
            step(part.to(device), targets.to(device))

    return epoch


def step_function(model, forward, cast):
    """A function from inputs and labels to the loss, which trains by them."""
    optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, eps=1e-7, fused=True)

    def step(inputs, labels):
        model.train()
        optimiser.zero_grad(set_to_none=True)
        with cast():
            loss = nn.functional.cross_entropy(forward(inputs), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def predict_step(model, forward, cast, inputs, _labels):
    """One prediction; returns the classes' probabilities."""

    def step():
        model.eval()
        with torch.inference_mode(), cast():
            return forward(inputs).float().softmax(1).cpu().numpy()

    return step


if __name__ == "__main__":
    serve(TorchPeer())
