"""
Answers the feature query from the Parquet files of a history with pandas: rolling mean and sample deviation over five, lag 1 and the change,
summed up by series. Reads an order in JSON from its input: samples (folder), files (below it), from and to (milliseconds since 1970), again.
Prints one JSON object with first, further, peakMb and answer, as engine.ts has them.
"""
import json
import os
import re
import sys
import time

import pandas as pd
import pyarrow.parquet as pq

NAMES = ["device", "interface", "metric"]
COLUMNS = ["n", "mean", "deviation", "mean5", "dev5", "change"]


def answer(order):
    paths = [os.path.join(order["samples"], file) for file in order["files"]]
    # The folders are named after days; no column is to be made of that.
    table = pq.ParquetDataset(paths, partitioning=None).read(columns=["ts", *NAMES, "value"])
    rows = table.to_pandas(categories=NAMES)
    begins, ends = (pd.Timestamp(order[name], unit="ms") for name in ("from", "to"))
    most = 1.7976931348623157e308
    rows = rows[(rows["ts"] >= begins) & (rows["ts"] < ends) & rows["value"].between(-most, most)]
    # Of several values at one time the largest counts. The groups come sorted, so each series is in the order of time.
    rows = rows.groupby([*NAMES, "ts"], observed=True, sort=True)["value"].max().reset_index()
    series = rows.groupby(NAMES, observed=True, sort=True)
    rows["squarable"] = rows["value"].where(rows["value"].abs() <= 1e150)
    rows["mean5"] = series["value"].rolling(5, min_periods=1).mean().to_numpy()
    rows["dev5"] = series["squarable"].rolling(5, min_periods=2).std().to_numpy()
    rows["lag1"] = series["value"].shift(1)
    rows["change"] = (rows["value"] - rows["lag1"]).abs()
    found = series.agg(
        n=("value", "size"),
        mean=("value", "mean"),
        deviation=("squarable", "std"),
        mean5=("mean5", "mean"),
        dev5=("dev5", "mean"),
        change=("change", "mean"),
    )
    return [
        {"series": list(name), "values": [None if pd.isna(value) else float(value) for value in values]}
        for name, values in zip(found.index, found[COLUMNS].itertuples(index=False, name=None))
    ]


def timed(order):
    began, used = time.perf_counter(), time.process_time()
    found = answer(order)
    return found, {"seconds": time.perf_counter() - began, "cpuSeconds": time.process_time() - used}


def peak_mb():
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"^VmHWM:\s+(\d+) kB$", status.read(), re.MULTILINE).group(1)) / 1024
    except (OSError, AttributeError):
        return None


order = json.load(sys.stdin)
found, first = timed(order)
further = [timed(order)[1] for _ in range(order["again"])]
print(json.dumps({"first": first, "further": further, "peakMb": peak_mb(), "answer": found}))
