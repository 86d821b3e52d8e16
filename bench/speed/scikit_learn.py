"""Times scikit-learn on the rows of a file, on one thread. Prints one JSON object; all times are seconds, the best of several runs."""
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest, RandomForestClassifier


def best(runs, work):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


path, count, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
numbers = np.fromfile(path, dtype=np.float64)
rows = numbers[: count * width].reshape(count, width)
labels = numbers[count * width :].astype(int)
one = rows[:1]

isolation = IsolationForest(n_estimators=100, max_samples=256, random_state=1, n_jobs=1).fit(rows)
forest = RandomForestClassifier(n_estimators=100, max_depth=10, random_state=1, n_jobs=1)
training = best(2, lambda: forest.fit(rows, labels))

print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "isolationBatch": best(3, lambda: isolation.score_samples(rows)),
            "isolationOne": best(10, lambda: isolation.score_samples(one)),
            "forestTraining": training,
            "forestBatch": best(3, lambda: forest.predict_proba(rows)),
            "forestOne": best(10, lambda: forest.predict_proba(one)),
        }
    )
)
