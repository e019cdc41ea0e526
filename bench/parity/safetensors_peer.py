"""The safetensors package as reference for src/train/safetensors.ts, in both directions.

pip install safetensors==0.8.0 numpy==2.4.6
python bench/parity/safetensors_peer.py > src/train/safetensors_fixture.json
python bench/parity/safetensors_peer.py runs/RUN/best.safetensors   # reads a file of ours
"""

import base64
import json
import sys

import numpy as np
import safetensors
from safetensors import safe_open
from safetensors.numpy import save

METADATA = {"epoch": "3", "note": "çalışma"}


def generated():
    """Tensors of several ranks, one of them empty, with values that must survive exactly."""
    random = np.random.default_rng(1)
    return {
        "cnn1/kernel": random.normal(size=(3, 2, 4)).astype(np.float32),
        "steps": np.array(7, dtype=np.float32),
        "nothing": np.zeros((0, 5), dtype=np.float32),
        "limits": np.array([0, -0.0, 1e-45, 3.4e38, np.inf], dtype=np.float32),
    }


def print_fixture():
    tensors = generated()
    print(json.dumps({
        "command": "python bench/parity/safetensors_peer.py",
        "versions": {"safetensors": safetensors.__version__},
        "metadata": METADATA,
        "tensors": {
            name: {
                "shape": list(tensor.shape),
                "bits": tensor.reshape(-1).view(np.uint32).tolist(),
            }
            for name, tensor in tensors.items()
        },
        "base64": base64.b64encode(save(tensors, metadata=METADATA)).decode(),
    }))


def describe(path):
    with safe_open(path, framework="numpy") as file:
        print(file.metadata())
        for name in file.keys():
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, "sum", tensor.astype(np.float64).sum())


describe(sys.argv[1]) if len(sys.argv) > 1 else print_fixture()
