"""Reads the tensors of a PyTorch checkpoint (the format before version 1.6) without PyTorch.

Five pickles (magic number, protocol, system, object, keys of the storages), then each storage as
its count of elements in 8 bytes and its bytes. Only what a state dictionary of dense tensors needs
is unpickled; anything else is refused.
"""
import collections
import pickle

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
KINDS = {"FloatStorage": np.float32, "LongStorage": np.int64, "DoubleStorage": np.float64}


class Storage:
    def __init__(self, kind):
        self.kind = np.dtype(kind)
        self.values = None


class Tensor:
    def __init__(self, storage, offset, shape, strides):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def array(self):
        size = self.storage.kind.itemsize
        view = np.lib.stride_tricks.as_strided(
            self.storage.values[self.offset :], self.shape, [size * stride for stride in self.strides]
        )
        return view.copy()


class Unpickler(pickle.Unpickler):
    def __init__(self, file, storages):
        super().__init__(file)
        self.storages = storages

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, strides, *_: Tensor(storage, offset, shape, strides)
        if module == "torch" and name in KINDS:
            return KINDS[name]
        raise pickle.UnpicklingError(f"Expected a state dictionary of tensors, but found {module}.{name}")

    def persistent_load(self, key):
        _, kind, name, _, _, view = key
        if view is not None:
            raise pickle.UnpicklingError("Expected whole storages, but found a view of one")
        return self.storages.setdefault(name, Storage(kind))


def arrays(value):
    if isinstance(value, Tensor):
        return value.array()
    return {name: arrays(item) for name, item in value.items()} if isinstance(value, dict) else value


def read_torch_file(path):
    """The checkpoint with an array in place of each tensor."""
    storages = {}
    with open(path, "rb") as file:
        magic, _protocol, _system = (pickle.load(file) for _ in range(3))
        if magic != MAGIC:
            raise ValueError(f"Expected {path} to be a PyTorch checkpoint, but found another file")
        content = Unpickler(file, storages).load()
        for name in pickle.load(file):
            storage = storages[name]
            count = int.from_bytes(file.read(8), "little")
            storage.values = np.frombuffer(file.read(count * storage.kind.itemsize), storage.kind)
    return arrays(content)
