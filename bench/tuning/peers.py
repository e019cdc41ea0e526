# Started by `duygu bench tuning --peers`, which asks with one JSON object a line; answers are one
# line each. Packages: requirements.in.
"""Other optimisers, each as its documentation calls it, one thread each.

{"op": "versions", "peer"}                  -> package -> version
{"op": "run", "peer", "space", "calls", "seed"} -> the first question
{"op": "tell", "value"}                     -> the next question, or {"ms": [...]} after the last,
                                               or {"error": ...}
{"op": "quit"}                              -> {}

A question is {"ask": {name: value}}, to which the benchmark tells the function's value; ms is how
long each question took, from the value before it. A space is the program's own list of dimensions
(src/bayesopt/space.ts); ordinal choices are given to the peers as integers.
"""
import importlib.metadata
import json
import math
import os
import sys
import tempfile
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[name] = "1"
warnings.filterwarnings("ignore")

PACKAGES = {
    "skopt": ["scikit-optimize", "scikit-learn", "scipy", "numpy"],
    "optuna-tpe": ["optuna", "numpy"],
    "optuna-gp": ["optuna", "torch", "scipy", "numpy"],
    "botorch": ["botorch", "gpytorch", "linear_operator", "torch", "scipy", "numpy"],
    "smac": ["smac", "ConfigSpace", "scikit-learn", "scipy", "numpy"],
}


def read():
    return json.loads(sys.stdin.readline())


def answer(value):
    # Libraries print to standard output; see main.
    print(json.dumps(value), file=ANSWERS, flush=True)


def plain(dimension, value):
    """A JSON value of a dimension: ordinal choices by index, numpy's numbers as Python's."""
    kind = dimension["kind"]
    if kind == "ordinal":
        return dimension["choices"][int(value)]
    if kind == "categorical":
        return value.item() if hasattr(value, "item") else value
    return int(value) if kind == "integer" else float(value)


class Conversation:
    """Asks the benchmark for values and measures the time between them."""

    def __init__(self, space):
        self.space = space
        self.ms = []
        self.started = time.process_time()

    def value(self, values):
        """The function's value at `values`, one a dimension."""
        self.ms.append((time.process_time() - self.started) * 1000)
        pairs = zip(self.space, values)
        answer({"ask": {dimension["name"]: plain(dimension, value) for dimension, value in pairs}})
        value = read()["value"]
        self.started = time.process_time()
        return value


def ends(dimension):
    if dimension["kind"] == "ordinal":
        return 0, len(dimension["choices"]) - 1
    return dimension["low"], dimension["high"]


def is_log(dimension):
    return dimension.get("scale") == "log"


def run_skopt(space, calls, seed, conversation):
    """As paper S: gp_minimize with acq_func "EI", all else by default."""
    import skopt
    from skopt.space import Categorical, Integer, Real

    def make(dimension):
        if dimension["kind"] == "categorical":
            return Categorical(dimension["choices"])
        kind = Real if dimension["kind"] == "real" else Integer
        prior = "log-uniform" if is_log(dimension) else "uniform"
        return kind(*ends(dimension), prior=prior)

    dimensions = [make(dimension) for dimension in space]
    skopt.gp_minimize(
        conversation.value, dimensions, acq_func="EI", n_calls=calls, random_state=seed
    )


def run_optuna(sampler, space, calls, conversation):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def suggest(trial, dimension):
        name = dimension["name"]
        if dimension["kind"] == "categorical":
            return trial.suggest_categorical(name, dimension["choices"])
        kind = trial.suggest_float if dimension["kind"] == "real" else trial.suggest_int
        return kind(name, *ends(dimension), log=is_log(dimension))

    study = optuna.create_study(sampler=sampler)
    study.optimize(
        lambda trial: conversation.value([suggest(trial, dimension) for dimension in space]),
        n_trials=calls,
    )


def run_optuna_tpe(space, calls, seed, conversation):
    import optuna

    run_optuna(optuna.samplers.TPESampler(seed=seed), space, calls, conversation)


def run_optuna_gp(space, calls, seed, conversation):
    import optuna
    import torch

    torch.set_num_threads(1)
    run_optuna(optuna.samplers.GPSampler(seed=seed), space, calls, conversation)


def run_botorch(space, calls, seed, conversation):
    """Its tutorials' loop: 10 scrambled Sobol points, then SingleTaskGP, its usual model with its
    priors, and log-EI below the lowest posterior mean at a tried point, optimised by optimize_acqf.
    Integers are relaxed and rounded, categories relaxed as one-hot codes of which the largest
    counts, as Ax, which is built on it, did for years. Its MixedSingleTaskGP takes 10 s and more of
    processor time a question on table 2's space."""
    import torch
    from botorch.acquisition import LogExpectedImprovement
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import SingleTaskGP
    from botorch.optim import optimize_acqf
    from gpytorch.mlls import ExactMarginalLogLikelihood
    from torch.quasirandom import SobolEngine

    torch.set_num_threads(1)
    torch.manual_seed(seed)

    def width(dimension):
        return len(dimension["choices"]) if dimension["kind"] == "categorical" else 1

    def decode(dimension, x):
        """The value at coordinates x of the unit cube."""
        if dimension["kind"] == "categorical":
            return dimension["choices"][max(range(len(x)), key=x.__getitem__)]
        low, high = ends(dimension)
        if is_log(dimension):
            value = math.exp(math.log(low) + x[0] * (math.log(high) - math.log(low)))
        else:
            value = low + x[0] * (high - low)
        value = min(max(value, low), high)
        return value if dimension["kind"] == "real" else round(value)

    def encode(dimension, value):
        if dimension["kind"] == "categorical":
            return [float(choice == value) for choice in dimension["choices"]]
        low, high = ends(dimension)
        if is_log(dimension):
            return [math.log(value / low) / math.log(high / low)]
        return [(value - low) / (high - low)]

    count = sum(map(width, space))
    bounds = torch.tensor([[0.0] * count, [1.0] * count], dtype=torch.double)
    uniform = SobolEngine(count, scramble=True, seed=seed).draw(10, dtype=torch.double)
    points, values = [], []
    for call in range(calls):
        if call < 10:
            point = uniform[call]
        else:
            x = torch.tensor(points, dtype=torch.double)
            y = -torch.tensor(values, dtype=torch.double).unsqueeze(-1)
            model = SingleTaskGP(x, y)
            fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
            with torch.no_grad():
                best = model.posterior(x).mean.max()
            acquisition = LogExpectedImprovement(model, best_f=best)
            found, _ = optimize_acqf(acquisition, bounds, q=1, num_restarts=10, raw_samples=512)
            point = found[0]
        coordinates = iter(point.tolist())
        told = [decode(one, [next(coordinates) for _ in range(width(one))]) for one in space]
        points.append([x for one, value in zip(space, told) for x in encode(one, value)])
        values.append(conversation.value(told))


def run_smac(space, calls, seed, conversation):
    """The facade that its documentation advises: Gaussian process for real dimensions alone,
    else the random forest, here trained after every trial (by default after every eighth)."""
    from ConfigSpace import Categorical, ConfigurationSpace, Float, Integer
    from smac import BlackBoxFacade, HyperparameterOptimizationFacade, Scenario

    def make(dimension):
        name = dimension["name"]
        if dimension["kind"] == "categorical":
            return Categorical(name, dimension["choices"])
        kind = Float if dimension["kind"] == "real" else Integer
        return kind(name, ends(dimension), log=is_log(dimension))

    configurations = ConfigurationSpace(seed=seed)
    configurations.add([make(dimension) for dimension in space])
    only_real = all(dimension["kind"] == "real" for dimension in space)
    facade = BlackBoxFacade if only_real else HyperparameterOptimizationFacade
    names = [dimension["name"] for dimension in space]
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(
            configurations, deterministic=True, n_trials=calls, seed=seed, output_directory=folder
        )

        def target(config, seed=0):
            return conversation.value([config[name] for name in names])

        facade(
            scenario,
            target,
            config_selector=facade.get_config_selector(scenario, retrain_after=1),
            logging_level=False,
            overwrite=True,
        ).optimize()


RUNS = {
    "skopt": run_skopt,
    "optuna-tpe": run_optuna_tpe,
    "optuna-gp": run_optuna_gp,
    "botorch": run_botorch,
    "smac": run_smac,
}


def respond(request):
    if request["op"] == "versions":
        names = PACKAGES[request["peer"]]
        return {name: importlib.metadata.version(name) for name in names}
    if request["op"] == "run":
        conversation = Conversation(request["space"])
        RUNS[request["peer"]](request["space"], request["calls"], request["seed"], conversation)
        return {"ms": conversation.ms}
    return {}


def main():
    while True:
        request = read()
        try:
            answer(respond(request))
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})
        if request["op"] == "quit":
            return


if __name__ == "__main__":
    ANSWERS = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    main()
