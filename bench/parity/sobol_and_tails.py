"""Reference values of Sobol points and normal tails; prints src/bayesopt/scipy_fixture.json.

pip install scipy==1.17.1 numpy==2.4.6
python bench/parity/sobol_and_tails.py > src/bayesopt/scipy_fixture.json
"""

import json

import scipy
from scipy.special import erfcx, ndtr
from scipy.stats import qmc

arguments = [-5, -3, -1, -0.46, -0.3, 0, 0.1, 0.46, 0.47, 1, 2, 3.9, 4.1, 10, 50, 1e5]
quantiles = [-37, -30, -8, -1, -0.1, 0, 0.5, 3, 8]
print(
    json.dumps(
        {
            "command": "python bench/parity/sobol_and_tails.py",
            "versions": {"scipy": scipy.__version__},
            "sobol": qmc.Sobol(64, scramble=False).random(16).tolist(),
            "scaledErrorComplement": [[x, float(erfcx(x))] for x in arguments],
            "normalDistribution": [[z, float(ndtr(z))] for z in quantiles],
        }
    )
)
