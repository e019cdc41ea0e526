# pip install scikit-learn==1.9.1 numpy==2.4.6
"""Forests of committed trials: what a tuning problem of real trainings looks like, in microseconds.

python bench/parity/tuning_forests.py > bench/tuning/forests.json

Extremely randomised trees (Geurts, Ernst and Wehenkel 2006) fitted to the trials in results/, each
to all of them without a bootstrap, so that the forest agrees with every trial. A trial that failed
counts as the worst of those that finished. Dimensions on a logarithmic scale, and batch sizes, are
split on their logarithm. Thresholds are stored in the parameters' own unit and compared with <=.
"""
import json
import math
import os

import numpy
import sklearn
from sklearn.ensemble import ExtraTreesRegressor

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TREES = 30
LOGARITHMIC = {"learningRate", "batchSize", "weightDecay", "mixup", "units"}
# name: the result, and how its objective is taken; tess's losses span five orders of magnitude.
FORESTS = {
    "emotionUnet": ("tuning_study", lambda value: value),
    "anad": ("tuning_anad", lambda value: value),
    "turev": ("tuning_turev", lambda value: value),
    "tess": ("tuning_tess", lambda value: math.log10(value + 1e-4)),
}


def stored(tree, names):
    """The nodes in pre-order: `dimension<threshold` for a split, a number for a leaf."""
    forward = lambda d, x: math.exp(x) if names[d] in LOGARITHMIC else x
    words = []

    def add(node):
        if tree.children_left[node] < 0:
            words.append(f"{tree.value[node][0][0]:.7g}")
            return
        d = int(tree.feature[node])
        words.append(f"{d}<{forward(d, tree.threshold[node]):.7g}")
        add(tree.children_left[node])
        add(tree.children_right[node])

    add(0)
    return " ".join(words)


def walk(tree, point):
    """The value of a stored tree; the left child is taken where the coordinate is at most the threshold."""
    words = iter(tree.split(" "))

    def skip():
        if "<" in next(words):
            skip()
            skip()

    while "<" in (word := next(words)):
        d, threshold = word.split("<")
        if not point[int(d)] <= float(threshold):
            skip()
    return float(word)


def evaluate(trees, point):
    total = 0.0
    for tree in trees:
        total += walk(tree, point)
    return total / len(trees)


def forest(file, take):
    with open(os.path.join(ROOT, "results", file + ".json")) as opened:
        result = json.load(opened)
    trials = [trial for strategy in result["strategies"] for trial in strategy["trials"]]
    worst = max(trial["value"] for trial in trials if trial["value"] is not None)
    names = list(trials[0]["parameters"])
    raw = [[trial["parameters"][name] for name in names] for trial in trials]
    scaled = [[math.log(x) if n in LOGARITHMIC else x for n, x in zip(names, row)] for row in raw]
    values = [take(worst if trial["value"] is None else trial["value"]) for trial in trials]
    model = ExtraTreesRegressor(TREES, random_state=0).fit(numpy.array(scaled), values)
    trees = [stored(tree.tree_, names) for tree in model.estimators_]
    # The stored trees against scikit-learn's own answer, at points between trials.
    draw = numpy.random.default_rng(1)
    checks = []
    while len(checks) < 8:
        a, b = draw.integers(len(raw), size=2)
        mix = [x if draw.random() < 0.5 else y for x, y in zip(raw[a], raw[b])]
        logs = [math.log(x) if n in LOGARITHMIC else x for n, x in zip(names, mix)]
        own, theirs = evaluate(trees, mix), float(model.predict([logs])[0])
        assert abs(own - theirs) < 1e-5 * max(1, abs(theirs)), (own, theirs)
        checks.append({"point": mix, "value": theirs})
    return {
        "source": f"results/{file}.json",
        "trials": len(trials),
        "parameters": names,
        "trees": trees,
        "checks": checks,
    }


print(
    json.dumps(
        {
            "command": "python bench/parity/tuning_forests.py",
            "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
            "forests": {name: forest(*how) for name, how in FORESTS.items()},
        },
        indent=1,
    )
)
