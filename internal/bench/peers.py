"""Runs the workloads of bench with other software.

    peers.py KIND PATH WORKERS CY CX R1 R2

KIND is libertem, dask or numpy. Prints "ready" and the version, then answers
each workload's name on standard input with a line of JSON: the seconds it took
and how, or null if this software has nothing of the kind. The first run of a
workload is not timed.
"""

import json
import os
import sys
import time

KIND, PATH, WORKERS = sys.argv[1], sys.argv[2], int(sys.argv[3])
CY, CX, R1, R2 = map(float, sys.argv[4:8])


def libertem():
    import warnings

    warnings.simplefilter("ignore")
    import libertem
    import libertem.api as lt
    from libertem import masks as m
    from libertem.udf.com import CoMUDF
    from libertem.udf.logsum import LogsumUDF
    from libertem.udf.masks import ApplyMasksUDF
    from libertem.udf.stddev import StdDevUDF
    from libertem.udf.sum import SumUDF
    from libertem.udf.sumsigudf import SumSigUDF

    contexts = {}
    for name in os.environ.get("GLOAM_LIBERTEM_EXECUTORS", "threads,inline,pipelined,dask").split(","):
        try:
            ctx = lt.Context.make_with(name, **({} if name == "inline" else {"cpus": WORKERS}))
            contexts[name] = (ctx, ctx.load("npy", path=PATH))
        except Exception as e:  # whatever a missing part of it raises
            print("libertem %s: %s" % (name, e), file=sys.stderr)
    if not contexts:
        raise SystemExit("no executor")
    shape = next(iter(contexts.values()))[1].shape.sig

    def disk():
        return m.circular(centerX=CX, centerY=CY, imageSizeX=shape[1], imageSizeY=shape[0], radius=R1)

    def ring():
        return m.ring(centerX=CX, centerY=CY, imageSizeX=shape[1], imageSizeY=shape[0], radius=R2, radius_inner=R1)

    masks = lambda: ApplyMasksUDF(mask_factories=[disk, ring])
    com = lambda: CoMUDF.with_params(cy=CY, cx=CX, r=R1)
    udfs = {
        "sum": lambda: SumUDF(), "sumsig": lambda: SumSigUDF(), "masks": masks, "com": com,
        "stddev": lambda: StdDevUDF(), "logsum": lambda: LogsumUDF(),
        "combined": lambda: [SumUDF(), masks(), com(), StdDevUDF()],
    }

    def ways(name):
        if name not in udfs:
            return {}
        return {
            how: lambda ctx=ctx, ds=ds: ctx.run_udf(dataset=ds, udf=udfs[name]())
            for how, (ctx, ds) in contexts.items()
        }

    return libertem.__version__, ways


def geometry(sig):
    import numpy as np

    y, x = np.ogrid[: sig[0], : sig[1]]
    d2 = (y - CY) ** 2 + (x - CX) ** 2
    disk, ring = d2 <= R1 * R1, (d2 > R1 * R1) & (d2 <= R2 * R2)
    masks = np.stack([disk, ring]).reshape(2, -1).astype("f4")
    moments = np.stack([disk, disk * y, disk * x]).reshape(3, -1).astype("f4")
    return masks.T, moments.T


def dask():
    import dask
    import dask.array as da
    import numpy as np

    data = np.load(PATH, mmap_mode="r")
    sig = data.shape[-2:]
    data = data.reshape((-1,) + sig)
    per = max(1, (32 << 20) // (data.itemsize * sig[0] * sig[1]))
    x = da.from_array(data, chunks=(per,) + sig)
    flat = x.reshape(x.shape[0], -1)
    masks, moments = geometry(sig)
    values = {
        "sum": lambda: [x.sum(axis=0, dtype="f4")],
        "sumsig": lambda: [x.sum(axis=(1, 2), dtype="f4")],
        "max": lambda: [x.max(axis=0)],
        "min": lambda: [x.min(axis=0)],
        "masks": lambda: [flat.astype("f4") @ masks],
        "com": lambda: [flat.astype("f4") @ moments],
        "stddev": lambda: [x.mean(axis=0), x.std(axis=0)],
        "logsum": lambda: [da.log(x - x.min(axis=(1, 2), keepdims=True).astype("f4") + 1).sum(axis=0)],
    }
    values["combined"] = lambda: sum((values[n]() for n in ("sum", "masks", "com", "stddev")), [])

    def ways(name):
        if name not in values:
            return {}
        return {"threads": lambda: dask.compute(*values[name](), scheduler="threads", num_workers=WORKERS)}

    return dask.__version__, ways


def numpy():
    import numpy as np

    data = np.load(PATH, mmap_mode="r")
    sig = data.shape[-2:]
    data = data.reshape(-1, sig[0] * sig[1])
    masks, moments = geometry(sig)
    block = max(8, (1 << 20) // data[0].nbytes)
    blocks = lambda: (data[i:i + block] for i in range(0, len(data), block))

    def total():
        out = np.zeros(data.shape[1], "f4")
        for b in blocks():
            out += b.sum(axis=0, dtype="f4")

    def extreme(into):
        out = np.array(data[0])
        for b in blocks():
            into(out, into.reduce(b, axis=0), out=out)

    def stddev():
        n, mean, dev = 0, np.zeros(data.shape[1]), np.zeros(data.shape[1])
        for b in blocks():
            m = b.mean(axis=0)
            d = ((b - m) ** 2).sum(axis=0)
            dev += d + (m - mean) ** 2 * n * len(b) / (n + len(b))
            mean += (m - mean) * len(b) / (n + len(b))
            n += len(b)

    def logsum():
        out = np.zeros(data.shape[1], "f4")
        for b in blocks():
            f = b.astype("f4")
            out += np.log(f - f.min(axis=1, keepdims=True) + 1).sum(axis=0)

    runs = {
        "sum": total,
        "sumsig": lambda: [b.sum(axis=1, dtype="f4") for b in blocks()],
        "max": lambda: extreme(np.maximum),
        "min": lambda: extreme(np.minimum),
        "masks": lambda: [b.astype("f4") @ masks for b in blocks()],
        "com": lambda: [b.astype("f4") @ moments for b in blocks()],
        "stddev": stddev,
        "logsum": logsum,
    }
    return np.__version__, lambda name: {"one pass": runs[name]} if name in runs else {}


def main():
    os.environ.setdefault("OMP_NUM_THREADS", str(WORKERS))
    version, ways = {"libertem": libertem, "dask": dask, "numpy": numpy}[KIND]()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints does not disturb the answers
    print("ready", version, file=answers, flush=True)
    warm = set()
    for name in map(str.strip, sys.stdin):
        best = None
        for how, run in ways(name).items():
            if (name, how) not in warm:
                run()
                warm.add((name, how))
            began = time.perf_counter()
            run()
            took = time.perf_counter() - began
            if best is None or took < best["seconds"]:
                best = {"seconds": took, "how": how}
        print(json.dumps(best), file=answers, flush=True)


if __name__ == "__main__":
    main()
