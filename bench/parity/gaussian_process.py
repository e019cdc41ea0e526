"""Reference values of Gaussian processes; prints src/bayesopt/gaussian_process_fixture.json.

pip install scikit-learn==1.9.1 numpy==2.4.6
python bench/parity/gaussian_process.py > src/bayesopt/gaussian_process_fixture.json

Two continuous dimensions and one categorical one of three choices, one-hot encoded and divided by
the root of 2, which is the kernel's distance in src/bayesopt/kernel.ts. Hyper-parameters are fixed;
noise is scikit-learn's alpha, in units of the normalised targets.
"""

import json
import warnings

import numpy
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern

warnings.filterwarnings("ignore")
CHOICES = 3


def encode(points):
    """[point][x, y, choice] to [point][x, y, one-hot / root 2]."""
    points = numpy.asarray(points)
    one_hot = numpy.eye(CHOICES)[points[:, 2].astype(int)] / numpy.sqrt(2)
    return numpy.hstack([points[:, :2], one_hot])


def draw(random, count):
    continuous = random.uniform(size=(count, 2))
    choices = random.integers(0, CHOICES, size=(count, 1))
    return numpy.hstack([continuous, choices])


def case(name, length, amplitude, noise, count, seed):
    random = numpy.random.default_rng(seed)
    points, queries = draw(random, count), draw(random, 8)
    targets = 5 * numpy.sin(6 * points[:, 0]) + 3 * points[:, 1] ** 2 + 2 * points[:, 2] + 40
    lengths = [length[0], length[1], *[length[2]] * CHOICES]
    base = RBF(lengths) if name == "rbf" else Matern(lengths, nu=2.5 if name == "matern52" else 1.5)
    kernel = ConstantKernel(amplitude) * base
    process = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None, normalize_y=True)
    process.fit(encode(points), targets)
    mean, std = process.predict(encode(queries), return_std=True)
    return {
        "kind": name,
        "amplitude": amplitude,
        "lengths": length,
        "noise": noise,
        "points": points.tolist(),
        "targets": targets.tolist(),
        "queries": queries.tolist(),
        "mean": mean.tolist(),
        "std": std.tolist(),
        "logMarginalLikelihood": float(process.log_marginal_likelihood_value_),
    }


print(
    json.dumps(
        {
            "command": "python bench/parity/gaussian_process.py",
            "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
            "choices": CHOICES,
            "cases": [
                case("matern52", [0.4, 0.9, 1.5], 1.7, 1e-3, 12, 1),
                case("matern52", [2.5, 0.15, 0.7], 0.6, 1e-8, 25, 2),
                case("matern32", [0.5, 1.2, 1.0], 2.0, 1e-2, 15, 3),
                case("rbf", [0.3, 0.6, 2.0], 1.0, 1e-4, 15, 4),
            ],
        }
    )
)
