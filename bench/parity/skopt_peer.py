"""scikit-optimize's side of bench/tuning.ts; prints one JSON object.

pip install scikit-optimize==0.10.2 scikit-learn==1.9.1 numpy==2.4.6
python bench/parity/skopt_peer.py minimise --seeds 10 --calls 50
python bench/parity/skopt_peer.py time --observations 15 30 50 --repeats 5

minimise: gp_minimize with acq_func "EI", as paper S calls it, on Branin and Hartmann-6.
time: milliseconds of Optimizer.tell (which fits the model) plus Optimizer.ask for table 2's space.
"""

import argparse
import json
import math
import sys
import time
import warnings

import numpy
import sklearn
import skopt
from skopt.space import Categorical, Integer, Real

warnings.filterwarnings("ignore")

WEIGHTS = [1, 1.2, 3, 3.2]
SHARPNESS = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
CENTRES = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(point):
    x, y = point
    bend = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(point):
    total = 0.0
    for weight, sharpness, centre in zip(WEIGHTS, SHARPNESS, CENTRES):
        total += weight * math.exp(
            -sum(a * (x - c) ** 2 for a, x, c in zip(sharpness, point, centre))
        )
    return -total


PROBLEMS = {
    "branin": (branin, [(-5.0, 10.0), (0.0, 15.0)]),
    "hartmann6": (hartmann6, [(0.0, 1.0)] * 6),
}


def minimise(seeds, calls, names):
    rows = []
    for name in names:
        function, space = PROBLEMS[name]
        best = []
        for seed in range(seeds):
            result = skopt.gp_minimize(
                function, space, acq_func="EI", n_calls=calls, random_state=seed
            )
            best.append(float(result.fun))
            print(f"skopt {name} seed {seed}: {result.fun:.6f}", file=sys.stderr)
        rows.append({"problem": name, "best": best})
    return {"rows": rows}


def table2_space():
    return [
        Real(1e-4, 1e-1, prior="log-uniform"),
        Integer(5, 100),
        Categorical([1, 2, 4, 8, 16, 32, 64, 128]),
        *[Integer(16, 256) for _ in range(6)],
        Integer(100, 1500),
    ]


def table2_objective(point):
    """A smooth stand-in for a validation loss; the same formula as in bench/tuning.ts."""
    rate, epochs, batch, *filters, dense = point
    return (
        (math.log10(rate) + 3) ** 2
        + ((epochs - 60) / 50) ** 2
        + abs(math.log2(batch) - 4) / 4
        + sum(((count - 30 * (i + 1)) / 200) ** 2 for i, count in enumerate(filters))
        + ((dense - 700) / 1000) ** 2
    )


def time_ask_tell(observations, repeats):
    rows = []
    for count in observations:
        milliseconds = []
        for seed in range(repeats):
            optimizer = skopt.Optimizer(
                table2_space(), base_estimator="GP", acq_func="EI", random_state=seed
            )
            points = optimizer.space.rvs(count, random_state=seed)
            values = [table2_objective(point) for point in points]
            optimizer.tell(points[:-1], values[:-1], fit=False)
            started = time.perf_counter()
            optimizer.tell(points[-1], values[-1])
            optimizer.ask()
            milliseconds.append((time.perf_counter() - started) * 1000)
        rows.append({"observations": count, "milliseconds": milliseconds})
    return {"rows": rows}


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    minimise_parser = commands.add_parser("minimise")
    minimise_parser.add_argument("--seeds", type=int, default=10)
    minimise_parser.add_argument("--calls", type=int, default=50)
    minimise_parser.add_argument("--problems", nargs="+", default=list(PROBLEMS))
    time_parser = commands.add_parser("time")
    time_parser.add_argument("--observations", type=int, nargs="+", default=[15, 30, 50])
    time_parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.command == "minimise":
        result = minimise(arguments.seeds, arguments.calls, arguments.problems)
    else:
        result = time_ask_tell(arguments.observations, arguments.repeats)
    result["versions"] = {
        "scikit-optimize": skopt.__version__,
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
    }
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
