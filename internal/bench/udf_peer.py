"""The UDFs of group udf, with LiberTEM, Dask and NumPy."""

import functools
import os
import sys


def contexts(config):
    """LiberTEM's contexts by the name of their executor."""
    import warnings

    warnings.simplefilter("ignore")
    import libertem.api as lt

    good = {}
    for name in os.environ.get("GLOAM_LIBERTEM_EXECUTORS", "threads,inline,pipelined").split(","):
        try:
            good[name] = lt.Context.make_with(name, **({} if name == "inline" else {"cpus": config["workers"]}))
        except Exception as e:  # whatever a missing part of it raises
            print("libertem %s: %s" % (name, e), file=sys.stderr)
    if not good:
        raise SystemExit("no executor")
    return good


def arrays(results):
    """The buffers of a run, as this module's Go side names them."""
    if isinstance(results, dict):
        return {name: buffer.data for name, buffer in results.items()}
    return {"%d.%s" % (i, name): b.data for i, r in enumerate(results) for name, b in r.items()}


def shape(mask, sig):
    """The factory of one of Go's geometric masks."""
    from libertem import masks as m

    a, size = mask["Args"], dict(imageSizeX=sig[1], imageSizeY=sig[0])
    if mask["Shape"] == "disk":
        return lambda: m.circular(centerY=a[0], centerX=a[1], radius=a[2], **size)
    return lambda: m.ring(centerY=a[0], centerX=a[1], radius_inner=a[2], radius=a[3], **size)


def factories(ask, sig):
    return [shape(mask, sig) for mask in ask["masks"]]


def libertem_udfs():
    """For each trial the UDFs that do the same."""
    from libertem.udf.base import NoOpUDF
    from libertem.udf.com import CoMUDF
    from libertem.udf.crystallinity import CrystallinityUDF
    from libertem.udf.FEM import FEMUDF
    from libertem.udf.logsum import LogsumUDF
    from libertem.udf.masks import ApplyMasksUDF
    from libertem.udf.stddev import StdDevUDF
    from libertem.udf.sum import SumUDF
    from libertem.udf.sumsigudf import SumSigUDF

    def masks(ask, sig, **more):
        return ApplyMasksUDF(mask_factories=factories(ask, sig), **more)

    def per_frame(ask, sig):
        import numpy as np

        shifts = np.array(ask["shifts"], dtype=int)
        return masks(ask, sig, shifts=ApplyMasksUDF.aux_data(shifts, kind="nav", extra_shape=(2,), dtype=int))

    return {
        "sum": lambda ask, sig: SumUDF(),
        "sumsig": lambda ask, sig: SumSigUDF(),
        "noop": lambda ask, sig: NoOpUDF(),
        "masks-1": masks, "masks-4": masks, "masks-16": masks,
        "masks-4 shifted ⅛": lambda ask, sig: masks(ask, sig, shifts=tuple(ask["shift"])),
        "masks-4 shift per frame ⅛": per_frame,
        "masks-100 sparse": lambda ask, sig: ApplyMasksUDF(
            mask_factories=circles(ask, sig), mask_count=len(ask["cy"]), mask_dtype="float32", use_sparse=True),
        "stddev": lambda ask, sig: StdDevUDF(),
        "logsum": lambda ask, sig: LogsumUDF(),
        "com": lambda ask, sig: CoMUDF.with_params(cy=ask["cy"], cx=ask["cx"], r=ask["r"]),
        "fem ⅛": lambda ask, sig: FEMUDF(center=(ask["cy"], ask["cx"]), rad_in=ask["in"], rad_out=ask["out"]),
        "crystallinity ⅛": lambda ask, sig: CrystallinityUDF(
            rad_in=ask["in"], rad_out=ask["out"], real_center=None, real_rad=None),
    }


def circles(ask, sig):
    """The factory of a sparse stack of small disks."""
    from libertem import masks as m

    return lambda: m.sparse_circular_multi_stack(
        mask_index=range(len(ask["cy"])), centerX=ask["cx"], centerY=ask["cy"],
        imageSizeX=sig[1], imageSizeY=sig[0], radius=ask["radius"])


def libertem_analyses():
    """For each trial a function of context, dataset and question."""
    return {
        "radial fourier ⅛": lambda ctx, ds, a: ctx.create_radial_fourier_analysis(
            ds, cx=a["cx"], cy=a["cy"], ri=a["in"], ro=a["out"], n_bins=4, max_order=8),
        "disk analysis": lambda ctx, ds, a: ctx.create_disk_analysis(ds, cx=a["cx"], cy=a["cy"], r=a["out"]),
        "ring analysis": lambda ctx, ds, a: ctx.create_ring_analysis(ds, cx=a["cx"], cy=a["cy"], ri=a["in"], ro=a["out"]),
        "point analysis": lambda ctx, ds, a: ctx.create_point_analysis(ds, x=a["x"], y=a["y"]),
    }


def libertem_correlations():
    """Those of LiberTEM-blobfinder, if that is there."""
    try:
        from libertem_blobfinder.common.patterns import RadialGradient
        from libertem_blobfinder.udf.correlation import FastCorrelationUDF, FullFrameCorrelationUDF, SparseCorrelationUDF
    except ImportError:
        return {}
    import numpy as np

    def make(udf, **more):
        return lambda ask, sig: udf(
            peaks=np.array(ask["peaks"], dtype=int), match_pattern=RadialGradient(radius=ask["radius"]), **more)

    return {
        "fast correlation ⅛": make(FastCorrelationUDF),
        "sparse correlation ⅛": make(SparseCorrelationUDF, steps=3),
        "full-frame correlation ⅛": make(FullFrameCorrelationUDF),
    }


def libertem(config):
    import libertem
    import numpy as np
    from libertem.udf.raw import PickUDF
    from libertem.udf.record import RecordUDF

    found, udfs, analyses = contexts(config), {**libertem_udfs(), **libertem_correlations()}, libertem_analyses()

    @functools.lru_cache(None)
    def load(how, path):
        return found[how].load("npy", path=path)

    def run(how, make, ask):
        ds = load(how, ask["path"])
        return arrays(found[how].run_udf(dataset=ds, udf=make(ask, tuple(ds.shape.sig))))

    def analyse(how, make, ask):
        ctx, ds = found[how], load(how, ask["path"])
        results = ctx.run_udf(dataset=ds, udf=make(ctx, ds, ask).get_udf())
        return arrays(results) if results["intensity"].data.shape[-1:] == (1,) else {}

    def pick(how, ask):
        ds = load(how, ask["path"])
        roi = np.zeros(tuple(ds.shape.nav), dtype=bool)
        roi.reshape(-1)[:: ask["step"]] = True
        return arrays(found[how].run_udf(dataset=ds, udf=PickUDF(), roi=roi))

    def record(how, ask):
        found[how].run_udf(dataset=load(how, ask["path"]), udf=RecordUDF(os.path.join(config["dir"], "record-theirs.npy")))

    def ways(name, ask):
        if name in udfs:
            one = functools.partial(run, make=udfs[name], ask=ask)
        elif name in analyses:
            one = functools.partial(analyse, make=analyses[name], ask=ask)
        elif name in ("pick 64 frames", "record ⅛"):
            one = functools.partial(pick if name.startswith("pick") else record, ask=ask)
        else:
            return {}
        return {how: functools.partial(one, how) for how in found}

    return libertem.__version__, ways


def stack(ask, sig):
    """Dense float32 masks, pixels in rows."""
    import numpy as np

    y, x = np.ogrid[: sig[0], : sig[1]]
    masks = []
    for mask in ask["masks"]:
        a = mask["Args"]
        d2 = (y - a[0]) ** 2 + (x - a[1]) ** 2
        masks.append(d2 <= a[2] ** 2 if mask["Shape"] == "disk" else (d2 <= a[3] ** 2) & (d2 > a[2] ** 2))
    return np.stack(masks).reshape(len(masks), -1).astype("f4").T


def dask(config):
    import dask
    import dask.array as da
    import numpy as np

    def ways(name, ask):
        if name not in values:
            return {}
        data = np.load(ask["path"], mmap_mode="r")
        nav, sig = data.shape[:-2], data.shape[-2:]
        data = data.reshape((-1,) + sig)
        per = max(1, (32 << 20) // (data.itemsize * sig[0] * sig[1]))
        x = da.from_array(data, chunks=(per,) + sig)

        def run():
            lazy = values[name](x, ask, sig)
            return dict(zip(lazy, dask.compute(*lazy.values(), scheduler="threads", num_workers=config["workers"])))

        return {"threads": run}

    def masks(x, ask, sig):
        return {"intensity": x.reshape(x.shape[0], -1).astype("f4") @ stack(ask, sig)}

    values = {
        "sum": lambda x, ask, sig: {"intensity": x.sum(axis=0, dtype="f4")},
        "sumsig": lambda x, ask, sig: {"intensity": x.sum(axis=(1, 2), dtype="f4")},
        "max": lambda x, ask, sig: {"max": x.max(axis=0)},
        "min": lambda x, ask, sig: {"min": x.min(axis=0)},
        "masks-1": masks, "masks-4": masks, "masks-16": masks,
        "stddev": lambda x, ask, sig: {"mean": x.mean(axis=0), "std": x.std(axis=0)},
        "logsum": lambda x, ask, sig: {"logsum": da.log(x - x.min(axis=(1, 2), keepdims=True).astype("f4") + 1).sum(axis=0)},
    }
    return dask.__version__, ways


def numpy(config):
    import numpy as np

    def blocks(data):
        step = max(8, (1 << 20) // data[0].nbytes)
        return (data[i:i + step] for i in range(0, len(data), step))

    def total(data, ask, sig):
        out = np.zeros(data.shape[1], "f4")
        for b in blocks(data):
            out += b.sum(axis=0, dtype="f4")
        return {"intensity": out}

    def extreme(name, into):
        def run(data, ask, sig):
            out = np.array(data[0])
            for b in blocks(data):
                into(out, into.reduce(b, axis=0), out=out)
            return {name: out}

        return run

    def stddev(data, ask, sig):
        n, mean, dev = 0, np.zeros(data.shape[1]), np.zeros(data.shape[1])
        for b in blocks(data):
            m = b.mean(axis=0)
            d = ((b - m) ** 2).sum(axis=0)
            dev += d + (m - mean) ** 2 * n * len(b) / (n + len(b))
            mean += (m - mean) * len(b) / (n + len(b))
            n += len(b)
        return {"mean": mean, "std": np.sqrt(dev / n)}

    def logsum(data, ask, sig):
        out = np.zeros(data.shape[1], "f4")
        for b in blocks(data):
            f = b.astype("f4")
            out += np.log(f - f.min(axis=1, keepdims=True) + 1).sum(axis=0)
        return {"logsum": out}

    def masks(data, ask, sig):
        m = stack(ask, sig)
        return {"intensity": np.concatenate([b.astype("f4") @ m for b in blocks(data)])}

    runs = {
        "sum": total,
        "sumsig": lambda data, ask, sig: {"intensity": np.concatenate([b.sum(axis=1, dtype="f4") for b in blocks(data)])},
        "max": extreme("max", np.maximum), "min": extreme("min", np.minimum),
        "masks-1": masks, "masks-4": masks, "masks-16": masks,
        "stddev": stddev,
        "logsum": logsum,
    }

    def ways(name, ask):
        if name not in runs:
            return {}
        data = np.load(ask["path"], mmap_mode="r")
        sig = data.shape[-2:]
        return {"one pass": functools.partial(runs[name], data.reshape(-1, sig[0] * sig[1]), ask, sig)}

    return np.__version__, ways
