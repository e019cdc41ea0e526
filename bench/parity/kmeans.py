"""Reference values for src/train/clusters.ts: the least inertia of scikit-learn's k-means.

pip install scikit-learn==1.9.1 numpy==2.4.6
python bench/parity/kmeans.py > src/train/kmeans_fixture.json && deno fmt src/train/kmeans_fixture.json
"""

import json

import numpy as np
from sklearn.cluster import KMeans

from parity_noise import noise

cases = []
for rows, values, count, apart in [(210, 40, 7, 1.2), (300, 12, 12, 2.0), (200, 3, 5, 4.0)]:
    centres = noise((count, values), 1, apart)
    points = centres[np.arange(rows) % count] + noise((rows, values), 2)
    # Steps end where no point changes its cluster, as in ours.
    found = KMeans(count, n_init=200, tol=0, random_state=0).fit(points.astype(np.float64))
    once = [
        KMeans(count, n_init=1, tol=0, random_state=seed).fit(points).inertia_ for seed in range(20)
    ]
    cases.append({
        "rows": rows,
        "values": values,
        "count": count,
        "apart": apart,
        "inertia": found.inertia_,
        "sizes": sorted(np.bincount(found.labels_).tolist()),
        "missedBySingleStarts": sum(value > 1.0001 * found.inertia_ for value in once),
    })
print(json.dumps({"command": "python bench/parity/kmeans.py", "cases": cases}))
