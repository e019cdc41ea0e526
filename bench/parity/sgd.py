"""Three steps of PyTorch's SGD with momentum and weight decay, for src/train/optimiser.ts.

pip install torch==2.13.0
python bench/parity/sgd.py > src/train/sgd_fixture.json
"""
import json

import torch

KERNEL = [[1.0, -2.0], [0.5, 3.0]]
BIAS = [0.25, -0.75]
GRADIENTS = [
    ([[0.1, -0.4], [0.7, 0.2]], [0.3, -0.1]),
    ([[-0.2, 0.5], [0.1, 0.9]], [-0.6, 0.4]),
    ([[0.3, 0.3], [-0.8, 0.05]], [0.2, 0.2]),
]
RATES = [0.1, 0.05, 0.2]
MOMENTUM = 0.9
DECAY = 0.01


def steps(nesterov):
    kernel, bias = (torch.nn.Parameter(torch.tensor(values)) for values in (KERNEL, BIAS))
    groups = [{"params": [kernel], "weight_decay": DECAY}, {"params": [bias], "weight_decay": 0}]
    sgd = torch.optim.SGD(groups, lr=0.1, momentum=MOMENTUM, nesterov=nesterov)
    after = []
    for rate, (of_kernel, of_bias) in zip(RATES, GRADIENTS):
        for group in sgd.param_groups:
            group["lr"] = rate
        kernel.grad, bias.grad = torch.tensor(of_kernel), torch.tensor(of_bias)
        sgd.step()
        after.append({"kernel": kernel.tolist(), "bias": bias.tolist()})
    return after


print(json.dumps({
    "command": "python bench/parity/sgd.py",
    "torch": torch.__version__.split("+")[0],
    "kernel": KERNEL, "bias": BIAS, "gradients": GRADIENTS, "rates": RATES,
    "momentum": MOMENTUM, "weightDecay": DECAY,
    "nesterov": steps(True), "classical": steps(False),
}, indent=1))
