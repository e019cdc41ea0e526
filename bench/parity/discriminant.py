"""Reference values of linear discriminant analysis by scikit-learn, for src/train/discriminant_test.ts.

Every speaker of every class has equally many examples, so that scikit-learn's equal priors are our
equal cells; shrinkage is given as a covariance estimator that adds a share of each feature's whole
variance to the diagonal.

Run: python bench/parity/discriminant.py > src/train/discriminant_fixture.json
"""
import json

import numpy as np
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

SPEAKERS, CLASSES, CLIPS, FEATURES = 3, 3, 6, 4
SHRINKAGE = 0.3

random = np.random.default_rng(7)
centres = random.normal(size=(CLASSES, FEATURES))
voices = random.normal(size=(SPEAKERS, FEATURES))
labels = np.repeat(np.arange(CLASSES), SPEAKERS * CLIPS)
speakers = np.tile(np.repeat(np.arange(SPEAKERS), CLIPS), CLASSES)
noise = random.normal(size=(len(labels), FEATURES)) * [1, 2, 0.5, 1]
data = np.round(centres[labels] + 0.7 * voices[speakers] + noise, 4)
whole = data.var(axis=0)


class Shrunk:
    def fit(self, part):
        off = part - part.mean(axis=0)
        self.covariance_ = off.T @ off / len(part) + SHRINKAGE * np.diag(whole)
        return self


analysis = LinearDiscriminantAnalysis(
    solver="lsqr", priors=np.full(CLASSES, 1 / CLASSES), covariance_estimator=Shrunk()
).fit(data, labels)
asked = np.round(random.normal(size=(5, FEATURES)), 4)
print(
    json.dumps(
        {
            "command": "python bench/parity/discriminant.py",
            "scikit-learn": sklearn.__version__,
            "shrinkage": SHRINKAGE,
            "data": data.tolist(),
            "labels": labels.tolist(),
            "speakers": speakers.tolist(),
            "asked": asked.tolist(),
            "probabilities": analysis.predict_proba(asked).tolist(),
        }
    )
)
