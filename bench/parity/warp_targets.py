"""Reference values of the warp's choice; prints src/bayesopt/warp_targets_fixture.json.

pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
python bench/parity/warp_targets.py > src/bayesopt/warp_targets_fixture.json

For targets as they are, and for log(y - best + shift), the highest log posterior density of a
Matérn-5/2 kernel's parameters: scikit-learn's log marginal likelihood of the normalised targets plus
log-normal priors (src/bayesopt/fit_kernel.ts), found by scipy's L-BFGS-B from 12 starts. Densities
are of the targets in their own unit: less n log(scale), and for warped ones less the sum of the
logarithms of y - best + shift. The warp is taken where its density is e^5 times as high.
"""

import json
import warnings

import numpy
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

warnings.filterwarnings("ignore")
DIMENSIONS = 3
PRIOR_MEAN = numpy.array([0, *[0.5 * numpy.log(DIMENSIONS) - 1] * DIMENSIONS, -8])
PRIOR_STD = numpy.array([2, *[0.8] * DIMENSIONS, 5])
BOUNDS = numpy.log([(1e-3, 1e3), *[(0.01, 100)] * DIMENSIONS, (1e-8, 1)])


def highest_density(points, targets):
    scale = targets.std()
    normalised = (targets - targets.mean()) / scale
    kernel = ConstantKernel(1) * Matern([1] * DIMENSIONS, nu=2.5) + WhiteKernel(1)
    process = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(points, normalised)

    def loss(logs):
        likelihood, slopes = process.log_marginal_likelihood(logs, eval_gradient=True)
        z = (logs - PRIOR_MEAN) / PRIOR_STD
        return 0.5 * z @ z - likelihood, z / PRIOR_STD - slopes

    random = numpy.random.default_rng(0)
    starts = [PRIOR_MEAN, *(PRIOR_MEAN + random.normal(size=(11, DIMENSIONS + 2)) * PRIOR_STD)]
    found = [
        minimize(loss, numpy.clip(start, *BOUNDS.T), jac=True, bounds=BOUNDS, method="L-BFGS-B")
        for start in starts
    ]
    return -min(one.fun for one in found) - len(targets) * numpy.log(scale)


def case(name, function, count, seed, noise=0.0):
    random = numpy.random.default_rng(seed)
    points = random.uniform(size=(count, DIMENSIONS))
    targets = function(points) + noise * random.normal(size=count)
    ordered = numpy.sort(targets)
    shift = ordered[(count - 1) // 2] - ordered[0]
    warped = numpy.log(targets - ordered[0] + shift)
    plain = highest_density(points, targets)
    log = highest_density(points, warped) - warped.sum()
    return {
        "name": name,
        "points": points.tolist(),
        "targets": targets.tolist(),
        "shift": shift,
        "plainEvidence": plain,
        "warpedEvidence": log,
        "isWarped": bool(log > plain + 5),
    }


def bowl(points):
    return ((points - 0.4) ** 2 * [1, 2, 0.5]).sum(axis=1)


print(
    json.dumps(
        {
            "command": "python bench/parity/warp_targets.py",
            "versions": {
                "scikit-learn": sklearn.__version__,
                "scipy": scipy.__version__,
                "numpy": numpy.__version__,
            },
            "cases": [
                case("a bowl", bowl, 20, 1),
                case("a bowl's exponential", lambda x: numpy.exp(6 * bowl(x)), 20, 2),
                case("losses that diverge", lambda x: 0.3 + numpy.exp(9 * x[:, 0] - 5 + x[:, 1]), 24, 3),
                case("a noisy bowl", bowl, 24, 4, 0.2),
                case("waves", lambda x: numpy.sin(5 * x[:, 0]) + x[:, 1], 20, 5),
            ],
        }
    )
)
