# Started by `duygu bench peers speech` in the environment that bench/peers/requirements.txt names:
# python classify.py JOB.json OUT.json
"""Linear classifiers on given features, tested on the splits that Duygu made.

In: {"features": path of extract.py's OUT, "clips": {id: {"label", "speaker", "text"}}, "classes",
"classifiers": ["svm", "logistic"], "normalisations": ["training", "speaker"], "splits":
[{"protocol", "seed", "fold", "train", "test"}]}, ids in train and test.

Each split's C is chosen inside its training part: there the folds are what the split itself holds
out, speakers under the speaker protocol (words where it leaves one speaker), words elsewhere. One
thread, no chance beyond the folds, so that a second run gives the same figures.
"""
import json
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVC

# A step that would not change a prediction is not worth its time.
warnings.filterwarnings("ignore", category=ConvergenceWarning)

GRIDS = {
    "svm": [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1],
    "logistic": [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1],
}
MOST_FOLDS = 5


def standardised(values, over):
    """By the mean and deviation of the rows `over`; what does not vary becomes 0."""
    mean, deviation = values[over].mean(axis=0), values[over].std(axis=0)
    varies = deviation > 1e-8 * np.maximum(1, np.abs(mean))
    return np.where(varies, (values - mean) / np.where(varies, deviation, 1), 0)


def normalised(values, speakers, train, kind):
    if kind == "training":
        return standardised(values, train)
    result = np.empty_like(values)
    for speaker in np.unique(speakers):
        own = np.flatnonzero(speakers == speaker)
        result[own] = standardised(values[own], np.arange(len(own)))
    return result


def rotated(values, train):
    """The rows' coordinates in the space that the training rows span.

    A linear classifier with a penalty on the sum of squares has its weights there, so that it stays
    the same in fewer dimensions.
    """
    if values.shape[1] <= len(train):
        return values
    eigenvalues, vectors = np.linalg.eigh(values[train] @ values[train].T)
    kept = eigenvalues > 1e-9 * eigenvalues[-1]
    axes = values[train].T @ (vectors[:, kept] / np.sqrt(eigenvalues[kept]))
    return values @ axes


def groups_of(split, train, speakers, texts):
    """What an inner fold keeps together."""
    if split["protocol"] == "speaker" and len(np.unique(speakers[train])) > 1:
        return speakers[train]
    return texts[train]


def inner_folds(groups):
    """Fewer folds than groups deal whole groups out; [(train, test)] by place."""
    count = min(MOST_FOLDS, len(np.unique(groups)))
    return list(GroupKFold(count).split(groups, groups=groups))


class Svm:
    """One against one, on the products of all rows, which every C and fold shares."""

    def __init__(self, values):
        self.products = values @ values.T

    def predict(self, train, labels, test, c):
        machine = SVC(kernel="precomputed", C=c, cache_size=500)
        machine.fit(self.products[np.ix_(train, train)], labels[train])
        return machine.predict(self.products[np.ix_(test, train)])


class Logistic:
    """Multinomial, each C starting where the last one ended."""

    def __init__(self, values):
        self.values = values
        self.last = {}

    def predict(self, train, labels, test, c):
        model = LogisticRegression(C=c, max_iter=300, tol=1e-4, warm_start=True)
        key = train.tobytes()
        if key in self.last:
            model.coef_, model.intercept_ = self.last[key]
        model.fit(self.values[train], labels[train])
        self.last = {key: (model.coef_, model.intercept_)}
        return model.predict(self.values[test])


CLASSIFIERS = {"svm": Svm, "logistic": Logistic}


def chosen_c(classifier, grid, train, labels, groups):
    """The C of the best mean accuracy over the inner folds; of equal ones the smallest."""
    scores = np.zeros(len(grid))
    for inner_train, inner_test in inner_folds(groups):
        for at, c in enumerate(grid):
            predicted = classifier.predict(train[inner_train], labels, train[inner_test], c)
            scores[at] += np.mean(predicted == labels[train[inner_test]])
    return grid[int(np.argmax(np.round(scores, 10)))]


def main(source, target):
    with open(source, encoding="utf-8") as file:
        job = json.load(file)
    stored = np.load(job["features"])
    values = stored["values"].astype(np.float64)
    ids = [str(name) for name in stored["ids"]]
    place = {name: at for at, name in enumerate(ids)}
    clips = [job["clips"][name] for name in ids]
    labels = np.array([job["classes"].index(clip["label"]) for clip in clips])
    speakers = np.array([clip["speaker"] for clip in clips])
    # A clip of unknown text is a group of its own.
    texts = np.array([clip["text"] or f"clip {name}" for name, clip in zip(ids, clips)])
    results = []
    for split in job["splits"]:
        train, test = (np.array([place[name] for name in split[part]]) for part in ("train", "test"))
        for normalisation in job["normalisations"]:
            started = time.process_time()
            prepared = rotated(normalised(values, speakers, train, normalisation), train)
            preparing = time.process_time() - started
            for kind in job["classifiers"]:
                started = time.process_time()
                classifier = CLASSIFIERS[kind](prepared)
                groups = groups_of(split, train, speakers, texts)
                c = chosen_c(classifier, GRIDS[kind], train, labels, groups)
                seconds = preparing + time.process_time() - started
                started = time.process_time()
                predicted = classifier.predict(train, labels, test, c)
                seconds += time.process_time() - started
                results.append({
                    "protocol": split["protocol"],
                    "seed": split["seed"],
                    "fold": split["fold"],
                    "normalisation": normalisation,
                    "classifier": kind,
                    "c": c,
                    "trainSeconds": seconds,
                    "predicted": [int(one) for one in predicted],
                })
        print(f"{split['protocol']} {split['fold'] or 'seed ' + str(split['seed'])}", file=sys.stderr, flush=True)
    with open(target, "w", encoding="utf-8") as file:
        json.dump({"dimensions": values.shape[1], "milliseconds": float(np.median(stored["milliseconds"])), "results": results}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
