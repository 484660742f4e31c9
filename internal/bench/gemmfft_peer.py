"""Matrix products with NumPy and OpenBLAS, Fourier transforms with SciPy."""

import os


def numpy(config):
    # OpenBLAS shall choose its kernels by the processor. Those of another one
    # can be asked for to compare.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    if os.environ.get("GLOAM_BENCH_CORETYPE"):
        os.environ["OPENBLAS_CORETYPE"] = os.environ["GLOAM_BENCH_CORETYPE"]
    import numpy as np

    def waves(n):
        i = np.arange(n, dtype="i8")
        return (i * i + 3 * i) % 97 / 97 - 0.5

    def matrix(dtype, n):
        v = waves(n * n)
        if np.dtype(dtype).kind == "c":
            v = v + 1j * waves(n * n + 1)[1:]
        return v.astype(dtype).reshape(n, n)

    def matmul(ask):
        a = matrix(ask["dtype"], ask["n"])
        out = np.empty_like(a)

        def run():
            np.matmul(a, a, out=out)
            return {"product": out}

        return {core(): run}

    def rfft2(ask):
        import scipy.fft

        a = matrix(ask["dtype"], ask["n"])

        def run():
            y = scipy.fft.rfft2(a, workers=1)
            return {"spectrum": y.view(ask["dtype"]).reshape(y.shape + (2,))}

        return {"scipy " + scipy.__version__: run}

    def ways(name, ask):
        return {"matmul": matmul, "rfft2": rfft2}[name.split()[0]](ask)

    return np.__version__, ways


def core():
    """The name of OpenBLAS's kernels."""
    import ctypes

    for path in {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line}:
        name = ctypes.CDLL(path).openblas_get_corename
        name.restype = ctypes.c_char_p
        return name().decode()
    return "one thread"
