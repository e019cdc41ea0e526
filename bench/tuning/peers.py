# Started by `duygu bench tuning --peers`, which asks with one JSON object a line; answers are one
# line each. Packages: PEERS in tuning_peers.ts.
"""Other optimisers, each as its documentation calls it, one thread each.

{"op": "versions", "peer"}                  -> package -> version
{"op": "run", "peer", "space", "calls", "seed"} -> the first question
{"op": "tell", "value"}                     -> the next question, or {"ms": [...]} after the last
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

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
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
        self.started = time.perf_counter()

    def value(self, values):
        """The function's value at `values`, one a dimension."""
        self.ms.append((time.perf_counter() - self.started) * 1000)
        pairs = zip(self.space, values)
        answer({"ask": {dimension["name"]: plain(dimension, value) for dimension, value in pairs}})
        value = read()["value"]
        self.started = time.perf_counter()
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
    """Its tutorials' loop: 10 scrambled Sobol points, then the usual model with its priors
    (MixedSingleTaskGP where there are categories) and log-EI below the lowest posterior mean at a
    tried point, optimised by optimize_acqf, or by optimize_acqf_mixed_alternating where a dimension
    is discrete."""
    import torch
    from botorch.acquisition import LogExpectedImprovement
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import MixedSingleTaskGP, SingleTaskGP
    from botorch.models.transforms import Normalize
    from botorch.optim import optimize_acqf
    from botorch.optim.optimize_mixed import optimize_acqf_mixed_alternating
    from gpytorch.mlls import ExactMarginalLogLikelihood
    from torch.quasirandom import SobolEngine

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    # Reals in [0, 1]; integers and choices' indices as they are, scaled by Normalize.
    def width(dimension):
        if dimension["kind"] == "categorical":
            return 0, len(dimension["choices"]) - 1
        return (0, 1) if dimension["kind"] == "real" or is_log(dimension) else ends(dimension)

    def decode(dimension, x):
        if dimension["kind"] == "categorical":
            return dimension["choices"][round(x)]
        if dimension["kind"] != "real" and not is_log(dimension):
            return round(x)
        low, high = ends(dimension)
        if is_log(dimension):
            value = math.exp(math.log(low) + x * (math.log(high) - math.log(low)))
        else:
            value = low + x * (high - low)
        value = min(max(value, low), high)
        return round(value) if dimension["kind"] == "integer" else value

    widths = [width(dimension) for dimension in space]
    bounds = torch.tensor(widths, dtype=torch.double).T
    categories = [d for d, dimension in enumerate(space) if dimension["kind"] == "categorical"]
    whole = [
        d
        for d, dimension in enumerate(space)
        if dimension["kind"] in ("integer", "ordinal") and not is_log(dimension)
    ]
    numeric = [d for d in range(len(space)) if d not in categories]

    def listed(dimensions):
        return {d: [float(x) for x in range(widths[d][0], widths[d][1] + 1)] for d in dimensions}

    uniform = SobolEngine(len(space), scramble=True, seed=seed).draw(10, dtype=torch.double)
    points, values = [], []
    for call in range(calls):
        if call < 10:
            point = bounds[0] + uniform[call] * (bounds[1] - bounds[0])
            for d in whole + categories:
                low, high = widths[d]
                point[d] = low + math.floor(float(uniform[call][d]) * (high - low + 1))
        else:
            x = torch.stack(points)
            y = -torch.tensor(values, dtype=torch.double).unsqueeze(-1)
            scaling = Normalize(len(space), indices=numeric, bounds=bounds[:, numeric])
            model = (
                MixedSingleTaskGP(x, y, cat_dims=categories, input_transform=scaling)
                if categories
                else SingleTaskGP(x, y, input_transform=scaling)
            )
            fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
            with torch.no_grad():
                best = model.posterior(x).mean.max()
            acquisition = LogExpectedImprovement(model, best_f=best)
            if whole or categories:
                found, _ = optimize_acqf_mixed_alternating(
                    acquisition,
                    bounds,
                    discrete_dims=listed(whole),
                    cat_dims=listed(categories),
                    q=1,
                    num_restarts=4,
                    raw_samples=256,
                    options={"maxiter_alternating": 8},
                )
            else:
                found, _ = optimize_acqf(
                    acquisition, bounds, q=1, num_restarts=4, raw_samples=256
                )
            point = found[0]
        told = [decode(dimension, float(x)) for dimension, x in zip(space, point)]
        points.append(point)
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


def main():
    while True:
        request = read()
        if request["op"] == "versions":
            names = PACKAGES[request["peer"]]
            answer({name: importlib.metadata.version(name) for name in names})
        elif request["op"] == "run":
            conversation = Conversation(request["space"])
            RUNS[request["peer"]](
                request["space"], request["calls"], request["seed"], conversation
            )
            answer({"ms": conversation.ms})
        else:
            answer({})
            return


if __name__ == "__main__":
    ANSWERS = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    main()
