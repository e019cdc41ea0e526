# pip install scikit-optimize==0.10.2 scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
# Started by `duygu bench tuning`, which asks with one JSON object a line; answers are one line each.
"""scikit-optimize as paper S calls it: gp_minimize with acq_func "EI", one thread.

{"op": "versions"}                             -> package -> version
{"op": "minimise", "problem", "calls", "seed"} -> {"best": lowest value of gp_minimize}
{"op": "time", "points", "values", "seed"}     -> {"ms": Optimizer.tell, which fits the model,
    plus Optimizer.ask, for points of table 2's space, its batch sizes categorical}
{"op": "quit"}                                 -> {}
"""
import json
import math
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy
import scipy
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
TABLE2 = [
    Real(1e-4, 1e-1, prior="log-uniform"),
    Integer(5, 100),
    Categorical([1, 2, 4, 8, 16, 32, 64, 128]),
    *[Integer(16, 256) for _ in range(6)],
    Integer(100, 1500),
]


def minimise(problem, calls, seed):
    function, space = PROBLEMS[problem]
    result = skopt.gp_minimize(
        function, space, acq_func="EI", n_calls=calls, random_state=seed
    )
    return float(result.fun)


def time_ask_tell(points, values, seed):
    optimizer = skopt.Optimizer(
        TABLE2, base_estimator="GP", acq_func="EI", n_initial_points=10, random_state=seed
    )
    started = time.perf_counter()
    optimizer.tell(points, values)
    optimizer.ask()
    return (time.perf_counter() - started) * 1000


def answer(request):
    if request["op"] == "versions":
        modules = {"scikit-optimize": skopt, "scikit-learn": sklearn, "scipy": scipy, "numpy": numpy}
        return {name: module.__version__ for name, module in modules.items()}
    if request["op"] == "minimise":
        return {"best": minimise(request["problem"], request["calls"], request["seed"])}
    if request["op"] == "time":
        return {"ms": time_ask_tell(request["points"], request["values"], request["seed"])}
    return {}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answer(request)), flush=True)
        if request["op"] == "quit":
            return


if __name__ == "__main__":
    main()
