"""Times an LSTM of PyTorch on the windows of a file, on one thread. Prints one JSON object; all times are seconds, the best of several runs."""
import json
import os
import re
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)

path, count, steps, inputs, batch = sys.argv[1], *map(int, sys.argv[2:6])
numbers = torch.from_numpy(np.fromfile(path, dtype=np.float64).astype(np.float32))
windows = numbers[: count * steps * inputs].reshape(count, steps, inputs)
targets = numbers[count * steps * inputs :].reshape(count, 1)
one = windows[:1]


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(inputs, 64, batch_first=True)
        self.second = nn.LSTM(64, 32, batch_first=True)
        self.dropout = nn.Dropout(0.2)
        self.dense = nn.Linear(32, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, rows):
        rows, _ = self.first(rows)
        rows, _ = self.second(self.dropout(rows))
        last = self.dropout(rows[:, -1])
        return self.out(torch.relu(self.dense(last)))


network = Network()
adam = torch.optim.Adam(network.parameters(), lr=0.002)
loss = nn.MSELoss()


def epoch():
    network.train()
    order = torch.randperm(count)
    for start in range(0, count, batch):
        drawn = order[start : start + batch]
        adam.zero_grad()
        loss(network(windows[drawn]), targets[drawn]).backward()
        adam.step()


def single():
    with torch.no_grad():
        network(one)


def best(runs, work, repeats=1):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        times.append((time.perf_counter() - start) / repeats)
    return min(times)


def loaded_blas():
    """The libraries for linear algebra that this process has loaded, each with its folder; on Debian they are chosen by an alternative."""
    with open("/proc/self/maps") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if "/" in line}
    return sorted("/".join(path.split("/")[-2:]) for path in paths if re.search(r"/lib(openblas|blas|mkl|blis|atlas)[^/]*$", path))


epoch()
training = best(3, epoch)
network.eval()
answer = best(10, single, 200)
built = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())

print(
    json.dumps(
        {
            "version": torch.__version__,
            "threads": torch.get_num_threads(),
            "builtWithBlas": built.group(1) if built else "unknown",
            "loadedBlas": loaded_blas(),
            "epoch": training,
            "single": answer,
        }
    )
)
