"""Reference values for src/metrics from scikit-learn, SciPy and statsmodels.

pip install scikit-learn==1.9.1 scipy==1.17.1 statsmodels==0.14.6 numpy==2.4.6
python bench/parity/metrics.py > src/metrics/metrics_fixture.json

All inputs are generated here; the fixture holds them beside the values.
"""

import json
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

warnings.filterwarnings("ignore")


def softmax_rows(random, labels, classes, strength):
    logits = random.normal(size=(len(labels), classes))
    logits[np.arange(len(labels)), labels] += strength
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def tied_rows(random, labels, classes):
    """Probabilities in tenths, so that many scores and many maxima are equal."""
    rows = random.multinomial(10, np.ones(classes) / classes, size=len(labels))
    return rows / 10


def calibration_error(probabilities, labels, bins):
    """Guo et al. 2017, equation 3, written with numpy."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for lower, upper in zip(edges[:-1], edges[1:]):
        inside = (confidence > lower) & (confidence <= upper)
        if inside.any():
            error += abs(confidence[inside].mean() - right[inside].mean()) * inside.mean()
    return error


def curve_points(columns):
    return [[None if not np.isfinite(v) else float(v) for v in point] for point in zip(*columns)]


def classification_case(name, labels, probabilities):
    classes = probabilities.shape[1]
    every = list(range(classes))
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=every, zero_division=0)
    occurring = sorted(set(labels.tolist()))
    macro = metrics.precision_recall_fscore_support(
        labels, predicted, labels=occurring, average="macro", zero_division=0)
    assert abs(macro[1] - metrics.balanced_accuracy_score(labels, predicted)) < 1e-12
    by_default = metrics.precision_recall_fscore_support(
        labels, predicted, average="macro", zero_division=0)
    present = [c for c in every if 0 < (labels == c).sum() < len(labels)]
    soft = {c: metrics.roc_auc_score(labels == c, probabilities[:, c]) for c in present}
    hard = {c: metrics.roc_auc_score(labels == c, predicted == c) for c in present}
    average_precision = {c: metrics.average_precision_score(labels == c, probabilities[:, c])
                         for c in every if (labels == c).any()}
    if classes > 2 and len(present) == classes:
        whole = metrics.roc_auc_score(labels, probabilities, multi_class="ovr", labels=every)
        assert abs(whole - np.mean(list(soft.values()))) < 1e-12
    false_rate, true_rate, thresholds = metrics.roc_curve(
        labels == 0, probabilities[:, 0], drop_intermediate=False)
    curve = metrics.precision_recall_curve(labels == 0, probabilities[:, 0])
    # scikit-learn gives recall falling and ends with (1, 0), which has no threshold.
    precisions, recalls = curve[0][::-1], curve[1][::-1]
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=every).tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
        "scikitLearn": {"macroPrecision": by_default[0], "macroRecall": by_default[1],
                        "macroF1": by_default[2]},
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "support": support.tolist(),
        "aucProbability": [soft.get(c) for c in every],
        "aucProbabilityMacro": np.mean(list(soft.values())),
        "aucHardLabel": [hard.get(c) for c in every],
        "aucHardLabelMacro": np.mean(list(hard.values())),
        "averagePrecision": [average_precision.get(c) for c in every],
        "logLoss": metrics.log_loss(labels, probabilities, labels=every),
        "brierScore": np.mean(((probabilities - np.eye(classes)[labels]) ** 2).sum(axis=1))
        if classes == 2 else metrics.brier_score_loss(
            labels, probabilities, labels=every, scale_by_half=False),
        "expectedCalibrationError": calibration_error(probabilities, labels, 15),
        "rocCurve": curve_points((thresholds, false_rate, true_rate)),
        "precisionRecallCurve": curve_points((precisions, recalls)),
    }


def mcnemar_case(both, only_first, only_second, neither):
    table = [[both, only_first], [only_second, neither]]
    corrected = mcnemar(table, exact=False, correction=True)
    return {
        "both": both, "onlyFirst": only_first, "onlySecond": only_second, "neither": neither,
        "exactP": mcnemar(table, exact=True).pvalue,
        "statistic": corrected.statistic, "correctedP": corrected.pvalue,
    }


def wilson_case(successes, trials, confidence):
    low, high = proportion_confint(successes, trials, alpha=1 - confidence, method="wilson")
    return {"successes": successes, "trials": trials, "confidence": confidence,
            "low": low, "high": high}


def bootstrap_case(random):
    values = random.normal(3, 2, size=40).round(6)
    interval = stats.bootstrap((values,), np.mean, n_resamples=100_000, method="percentile",
                               rng=np.random.default_rng(1)).confidence_interval
    return {"values": values.tolist(), "low": interval.low, "high": interval.high,
            "standardError": float(values.std() / np.sqrt(len(values)))}


def cluster_bootstrap_case():
    """Accuracy over clips of six speakers, whole speakers drawn."""
    random = np.random.default_rng(6)
    sizes = [40, 12, 25, 8, 30, 18]
    hits = random.binomial(sizes, random.uniform(0.3, 0.95, size=6))
    counts = np.array(sizes)
    interval = stats.bootstrap((np.arange(6),), lambda drawn, axis: hits[drawn].sum(axis=axis)
                               / counts[drawn].sum(axis=axis), n_resamples=100_000,
                               method="percentile",
                               rng=np.random.default_rng(1)).confidence_interval
    return {"sizes": sizes, "hits": hits.tolist(), "low": interval.low, "high": interval.high}


def speakers_case():
    """Clips of seven speakers, not every class by each: scores by speaker, intervals over them."""
    random = np.random.default_rng(22)
    sizes = [30, 12, 21, 8, 25, 18, 40]
    groups = np.repeat(np.arange(7), sizes)
    labels = random.integers(0, 4, size=len(groups))
    labels[(groups == 3) & (labels == 1)] = 0
    labels[(groups == 5) & (labels > 1)] = 1
    probabilities = np.concatenate([
        softmax_rows(random, labels[groups == own], 4, strength)
        for own, strength in enumerate([2.5, 0.5, 1.5, 0.2, 2.0, 1.0, 3.0])]).round(6)
    predicted = probabilities.argmax(axis=1)
    score = {
        "accuracy": metrics.accuracy_score,
        "macroRecall": metrics.balanced_accuracy_score,
        "macroF1": lambda actual, called: metrics.f1_score(
            actual, called, labels=sorted(set(actual.tolist())), average="macro", zero_division=0),
    }
    order = random.permutation(len(groups))
    case = {"labels": labels[order].tolist(), "probabilities": probabilities[order].tolist(),
            "groups": [f"speaker {own + 1}" for own in groups[order]], "counts": sizes,
            "metrics": {}}
    for name, of in score.items():
        values = np.array([of(labels[groups == own], predicted[groups == own])
                           for own in range(7)])
        drawn = stats.bootstrap((values,), np.mean, n_resamples=100_000, method="percentile",
                                rng=np.random.default_rng(1)).confidence_interval
        case["metrics"][name] = {"values": values.tolist(),
                                 "student": student_case(values.tolist()),
                                 "bootstrap": {"low": drawn.low, "high": drawn.high},
                                 "standardError": float(values.std() / np.sqrt(7))}
    return case


def student_case(values):
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    return {"values": values, "low": low, "high": high}


def main():
    random = np.random.default_rng(2025)
    labels = random.integers(0, 4, size=60)
    absent = random.choice([0, 1, 3], size=40)
    never_predicted = softmax_rows(random, absent, 5, 1.0)
    never_predicted[:, 4] *= 0.01
    never_predicted /= never_predicted.sum(axis=1, keepdims=True)
    binary = random.integers(0, 2, size=30)
    certain = np.eye(3)[np.arange(12) % 3]
    fixture = {
        "command": "python bench/parity/metrics.py > src/metrics/metrics_fixture.json",
        "classification": [
            classification_case("four classes", labels,
                                softmax_rows(random, labels, 4, 1.5).round(6)),
            classification_case("ties", labels, tied_rows(random, labels, 4)),
            classification_case("absent and never predicted classes", absent,
                                never_predicted.round(6)),
            classification_case("two classes", binary, tied_rows(random, binary, 2)),
            classification_case("certain, partly wrong", (np.arange(12) % 4) % 3, certain),
        ],
        "normalQuantile": [[p, stats.norm.ppf(p)] for p in (1e-6, 0.025, 0.3, 0.5, 0.9, 0.9995)],
        "normalTail": [[x, stats.norm.sf(x)] for x in (-3, 0, 0.1, 1, 2.8, 2.9, 6, 20)],
        "wilson": [wilson_case(*case) for case in (
            (337, 433, 0.95), (0, 20, 0.95), (20, 20, 0.95), (1, 3, 0.9), (543, 549, 0.99))],
        "mcnemar": [mcnemar_case(*case) for case in (
            (300, 40, 21, 72), (10, 0, 5, 3), (5, 1, 0, 0), (1000, 900, 1100, 10))],
        "bootstrap": bootstrap_case(random),
        "clusterBootstrap": cluster_bootstrap_case(),
        "meanSd": {"values": [0.86, 0.89, 0.875],
                   "mean": np.mean([0.86, 0.89, 0.875]),
                   "sd": np.std([0.86, 0.89, 0.875], ddof=1)},
        "studentQuantile": [[p, degrees, stats.t.ppf(p, degrees)] for p, degrees in (
            (0.975, 1), (0.975, 2), (0.975, 3), (0.9, 4), (0.975, 9), (0.995, 30))],
        "studentInterval": student_case([0.01, -0.012, 0.06]),
        "speakers": speakers_case(),
    }
    print(json.dumps(fixture))


if __name__ == "__main__":
    main()
