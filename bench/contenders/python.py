"""Runs jobs on multiprocessing.Pool.imap_unordered: a job per line of stdin, its figures as a line of stdout."""

import json
import resource
import sys
from multiprocessing import Pool
from time import perf_counter, process_time

NUMBERS = 1000
MEGABYTE = 1 << 20


def square(x):
    return x * x


def burn(iterations):
    x = 1
    for _ in range(iterations):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
    return x


def row(item):
    return {**item, "total": item["price"] * item["quantity"]}


def buffer(item):
    return sum(item[::4096])


def make_row(index):
    return {
        "id": index,
        "name": f"customer {index % 977}",
        "city": f"city {index % 311}",
        "country": "France" if index % 2 == 0 else "Japan",
        "price": 100 + index % 89,
        "quantity": 1 + index % 7,
        "paid": index % 3 == 0,
        "total": 0,
    }


def is_slow(index):
    return (((index + 1) * 0x9E3779B1 & 0xFFFFFFFF) >> 8) % 100 == 0


def per_micro():
    """Iterations of `burn` per microsecond: Python's are slower, so that fewer make up the same time."""
    best = 0
    for _ in range(5):
        start = perf_counter()
        burn(50_000)
        best = max(best, 50_000 / ((perf_counter() - start) * 1e6))
    return best


def make_items(job, speed):
    count = job["count"]
    task = job["task"]
    if job.get("pull"):
        return (index % NUMBERS for index in range(count))
    if task == "square":
        return [index % NUMBERS for index in range(count)]
    if task == "row":
        return [make_row(index) for index in range(count)]
    if task == "buffer":
        return [bytes([index % 256]) * MEGABYTE for index in range(count)]
    iterations = round(job["micros"] * speed)
    return [iterations * (100 if job.get("uneven") and is_slow(index) else 1) for index in range(count)]


def expected_sum(items, fn):
    known = {}
    for item in items:
        if item not in known:
            known[item] = fn(item)
    return sum(known[item] for item in items)


def peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MEGABYTE if sys.platform == "darwin" else 1024)


def main():
    speed = per_micro()
    pool = None
    for line in sys.stdin:
        job = json.loads(line)
        fn = globals()[job["task"]]
        items = make_items(job, speed)
        expected = expected_sum(items, fn) if job["task"] == "burn" else None
        count = total = 0
        first = None
        cpu = process_time()
        start = perf_counter()
        # Workers are started by the first job, as those of the other contenders are by its first call.
        pool = pool or Pool(int(sys.argv[1]))
        for result in pool.imap_unordered(fn, items, job["chunksize"]):
            if first is None:
                first = perf_counter()
            count += 1
            total += result["total"] if isinstance(result, dict) else result
        end = perf_counter()
        figures = {
            "count": count,
            "sum": total,
            "expected": expected,
            "wallMs": (end - start) * 1000,
            "firstMs": (first - start) * 1000,
            "cpuMs": (process_time() - cpu) * 1000,
            "peakMb": peak_megabytes(),
        }
        print(json.dumps(figures), flush=True)
    if pool:
        pool.terminate()


if __name__ == "__main__":
    main()
