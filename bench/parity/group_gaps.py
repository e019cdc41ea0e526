"""Reference values for src/metrics/group_gaps.ts from scikit-learn and SciPy.

pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
python bench/parity/group_gaps.py > src/metrics/group_gaps_fixture.json

Scores are scikit-learn's; intervals are scipy.stats.bootstrap's (percentile), which draws speakers
of either side, texts for both sides at once, or clips of either side. Inputs are generated here.
"""

import json

import numpy as np
from scipy import stats
from sklearn import metrics

CLASSES = 3
RESAMPLES = 20_000


def softmax_rows(random, labels, strength):
    logits = random.normal(size=(len(labels), CLASSES))
    logits[np.arange(len(labels)), labels] += strength
    exponentials = np.exp(logits)
    return (exponentials / exponentials.sum(axis=1, keepdims=True)).round(6)


def scores(labels, predicted):
    return {"accuracy": metrics.accuracy_score(labels, predicted),
            "uar": metrics.balanced_accuracy_score(labels, predicted)}


def figures(labels, right, first, second):
    """Of the clips `first` and `second`: both sides' figures and the gaps, from counts."""
    def recalls(clips):
        counts = np.bincount(labels[clips], minlength=CLASSES)
        hits = np.bincount(labels[clips], weights=right[clips], minlength=CLASSES)
        with np.errstate(invalid="ignore"):
            return hits / counts
    ours, others = recalls(first), recalls(second)
    return np.array([
        right[first].mean(), np.nanmean(ours),
        right[first].mean() - right[second].mean(), np.nanmean(ours - others)])


NAMES = ["accuracy", "uar", "accuracyGap", "uarGap"]


def intervals(labels, right, strata):
    """`strata`: lists of units, each an array of clips with its side, drawn among each other."""
    def statistic(*drawn):
        chosen = [units[at] for units, own in zip(strata, drawn) for at in own]
        side = [np.concatenate([clips[which == own] for clips, which in chosen])
                for own in (0, 1)]
        return figures(labels, right, *side)

    generator = np.random.default_rng(1)
    values = np.array([
        statistic(*[generator.integers(0, len(units), len(units)) for units in strata])
        for _ in range(RESAMPLES)])
    found = {}
    for at, name in enumerate(NAMES):
        low, high = np.quantile(values[:, at], [0.025, 0.975])
        found[name] = {"low": low, "high": high, "sd": values[:, at].std()}
    # The same by SciPy's own bootstrap, for one of them.
    whole = stats.bootstrap(
        [np.arange(len(units)) for units in strata], lambda *drawn: statistic(*drawn)[3],
        n_resamples=4000, method="percentile", vectorized=False,
        rng=np.random.default_rng(2)).confidence_interval
    assert abs(whole.low - found["uarGap"]["low"]) < found["uarGap"]["sd"] / 5
    assert abs(whole.high - found["uarGap"]["high"]) < found["uarGap"]["sd"] / 5
    return found


def case(over, labels, probabilities, groups, speakers, texts):
    predicted = probabilities.argmax(axis=1)
    right = (predicted == labels).astype(float)
    side = (groups != "female").astype(int)

    def units(keys, clips):
        return [(clips[keys[clips] == key], side[clips[keys[clips] == key]])
                for key in np.unique(keys[clips])]
    every = np.arange(len(labels))
    if over == "texts":
        strata = [units(texts, every)]
    else:
        keys = speakers if over == "speakers" else every.astype(str)
        strata = [units(keys, every[side == own]) for own in (0, 1)]
    own = groups == "female"
    return {
        "over": over,
        "labels": labels.tolist(), "probabilities": probabilities.tolist(),
        "groups": groups.tolist(), "speakers": speakers.tolist(), "texts": texts.tolist(),
        "scores": {"female": scores(labels[own], predicted[own]),
                   "male": scores(labels[~own], predicted[~own])},
        "intervals": intervals(labels, right, strata),
    }


def main():
    random = np.random.default_rng(26)
    # Six women and five men, of unlike skill.
    speakers = np.repeat([f"s{n:02d}" for n in range(11)], random.integers(12, 25, size=11))
    women = np.array([int(name[1:]) < 6 for name in speakers])
    labels = random.integers(0, CLASSES, size=len(speakers))
    skill = random.uniform(0.3, 2.5, size=11) + np.repeat([0.6, 0], [6, 5])
    by_speaker = case("speakers", labels,
                      softmax_rows(random, labels, skill[[int(s[1:]) for s in speakers]]),
                      np.where(women, "female", "male"), speakers,
                      np.array([""] * len(labels)))
    # One woman and one man say the same 20 words, some far harder than others.
    words = np.tile(np.repeat([f"w{n:02d}" for n in range(20)], CLASSES), 2)
    labels = np.tile(np.arange(CLASSES), 40)
    hard = random.uniform(-0.5, 3, size=20)
    strength = hard[[int(w[1:]) for w in words]] + np.repeat([0, 0.4], [60, 60])
    pair = np.repeat(["f", "m"], [60, 60])
    by_text = case("texts", labels, softmax_rows(random, labels, strength),
                   np.where(pair == "f", "female", "male"), pair, words)
    # The same without words.
    labels = random.integers(0, CLASSES, size=90)
    pair = np.repeat(["f", "m"], [30, 60])
    by_clip = case("clips", labels,
                   softmax_rows(random, labels, np.where(pair == "f", 1.5, 0.7)),
                   np.where(pair == "f", "female", "male"), pair, np.array([""] * 90))
    print(json.dumps({
        "command": "python bench/parity/group_gaps.py > src/metrics/group_gaps_fixture.json",
        "cases": [by_speaker, by_text, by_clip],
    }))


main()
