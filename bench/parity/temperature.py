"""Reference values for src/metrics/calibration.ts: SciPy's minimum of scikit-learn's log loss.

pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
python bench/parity/temperature.py > src/metrics/temperature_fixture.json && deno fmt src/metrics/temperature_fixture.json
"""

import json

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.metrics import log_loss

random = np.random.default_rng(7)
cases = []
for classes, clips, strength, sharpness in [(4, 30, 1.0, 3.0), (3, 25, 1.5, 0.4), (7, 40, 2.0, 1.0)]:
    labels = random.integers(classes, size=clips)
    logits = random.normal(size=(clips, classes))
    logits[np.arange(clips), labels] += strength
    probabilities = softmax(logits * sharpness, axis=1)

    def loss(log_temperature):
        scaled = np.exp(log_softmax(np.log(probabilities) / np.exp(log_temperature), axis=1))
        return log_loss(labels, scaled, labels=range(classes))

    found = minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10})
    temperature = float(np.exp(found.x))
    scaled = softmax(np.log(probabilities) / temperature, axis=1)
    cases.append({
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": [float(f"{value:.12g}") for value in probabilities.ravel()],
        "temperature": temperature,
        "loss": float(found.fun),
        "scaled": [float(f"{value:.12g}") for value in scaled.ravel()],
    })
print(json.dumps({"command": "python bench/parity/temperature.py", "cases": cases}))
