"""The kernels of group kernels, with NumPy and what it is linked to."""

import os


def numpy(config):
    # OpenBLAS shall choose its kernels by the processor. Those of another one
    # can be asked for to compare.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    if os.environ.get("GLOAM_BENCH_CORETYPE"):
        os.environ["OPENBLAS_CORETYPE"] = os.environ["GLOAM_BENCH_CORETYPE"]
    import numpy as np

    rng = np.random.default_rng(1)

    def numbers(shape, dtype):
        return rng.integers(0, 256, shape).astype(dtype)

    def tile_sum(ask):
        tile = numbers((ask["frames"], ask["pixels"]), ask["dtype"])
        out = np.zeros(ask["pixels"], "f4")

        def run():
            out[:] += tile.sum(axis=0, dtype="f4")

        return run

    def product(tile, stack):
        return lambda: None if (tile.astype("f4", copy=False) @ stack).size else None

    def ways(name, ask):
        if name.startswith("tile sum"):
            return {"one thread": tile_sum(ask)}
        tile = numbers((ask["frames"], ask["pixels"]), ask["dtype"])
        rows = numbers((ask["masks"], ask["pixels"]), "f4") / 256
        if ask["masks"] == 1:  # a row and a column of the same numbers: the faster of two would be luck
            return {"one mask": product(tile, rows.T)}
        return {"masks as rows": product(tile, rows.T), "masks as columns": product(tile, np.ascontiguousarray(rows.T))}

    return np.__version__, ways
