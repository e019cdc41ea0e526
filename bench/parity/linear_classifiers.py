# pip install scikit-learn==1.9.1 numpy==2.4.6
# python bench/parity/linear_classifiers.py
"""bench/peers/classify.py's classifiers, on coordinates in the training rows' space, against
scikit-learn's own on the standardised features: fails where a prediction differs."""
import os
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "peers"))
import classify


def main():
    generator = np.random.default_rng(0)
    clips, dimensions, classes = 260, 900, 4
    labels = generator.integers(0, classes, clips)
    scales = generator.uniform(0.1, 9, dimensions)
    noise = generator.standard_normal((clips, dimensions)) * scales
    values = noise + 0.2 * generator.standard_normal((classes, dimensions))[labels] + 5
    train, test = np.arange(200), np.arange(200, clips)
    plain = StandardScaler().fit(values[train]).transform(values)
    ours = classify.normalised(values, np.array(["one"] * clips), train, "training")
    turned = classify.rotated(ours, train)
    differing = 0
    for c in (1e-4, 1e-2, 1):
        theirs = {
            "logistic": LogisticRegression(C=c, max_iter=2000, tol=1e-6),
            "svm": SVC(kernel="linear", C=c),
        }
        for name, model in theirs.items():
            expected = model.fit(plain[train], labels[train]).predict(plain[test])
            found = classify.CLASSIFIERS[name](turned).predict(train, labels, test, c)
            differing += int(np.sum(expected != found))
            print(f"{name}, C {c}: {np.mean(expected == labels[test]):.3f} right, {np.sum(expected != found)} differ")
    print(f"scaling differs by at most {np.abs(ours - plain).max():.1e}")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
