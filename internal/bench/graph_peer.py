"""The graphs of group graph, with Dask."""

import random


def inc(*args):
    return 1


def tree(levels):
    dsk, size, level = {}, 1 << levels, 0
    for i in range(size):
        dsk["rank", 0, i] = (inc,)
    while size > 1:
        size, level = size // 2, level + 1
        for i in range(size):
            dsk["rank", level, i] = (inc, ("rank", level - 1, 2 * i), ("rank", level - 1, 2 * i + 1))
    return dsk, [("rank", level, 0)]


def tangle(width, depth):
    rng = random.Random(1)
    dsk = {("rank", 0, i): (inc,) for i in range(width)}
    for d in range(1, depth):
        for i in range(width):
            dsk["rank", d, i] = (inc, ("rank", d - 1, rng.randrange(width)), ("rank", d - 1, rng.randrange(width)))
    return dsk, [("rank", depth - 1, i) for i in range(width)]


def dask(config):
    import dask
    import dask.threaded

    def ways(name, ask):
        make, *size = ask["graph"]
        dsk, keys = {"tree": tree, "random": tangle}[make](*size)

        def run():
            dask.threaded.get(dsk, keys, num_workers=config["workers"])

        return {"threads": run}

    return dask.__version__, ways
