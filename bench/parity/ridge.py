"""Reference values for TrainingConfig's l2: scikit-learn's multinomial logistic regression.

pip install scikit-learn==1.9.1 numpy==2.4.6
python bench/parity/ridge.py > src/train/ridge_fixture.json && deno fmt src/train/ridge_fixture.json
"""

import json

import numpy as np
from sklearn.linear_model import LogisticRegression

L2 = 0.5
rows = np.arange(24)
inputs = np.stack([np.sin(1.7 * rows), np.cos(0.9 * rows + 0.3)], axis=1).astype(np.float32)
labels = np.clip(np.floor(1.2 * (inputs[:, 0] + 1) + 0.25 * (rows % 4) - 0.2), 0, 2).astype(int)
# scikit-learn's loss is a sum over rows beside half the sum of squares: C = 1 / (l2 * rows).
model = LogisticRegression(C=1 / (L2 * len(rows)), tol=1e-10, max_iter=10_000)
model.fit(inputs.astype(np.float64), labels)
print(json.dumps({
    "command": "python bench/parity/ridge.py",
    "l2": L2,
    "inputs": inputs.tolist(),
    "labels": labels.tolist(),
    "kernel": np.round(model.coef_.T, 8).tolist(),
    "probabilities": np.round(model.predict_proba(inputs), 8).tolist(),
}))
