"""Writes functions.npz: results of NumPy for the values in it.

Members are operation.dtype and, of two arguments, operation.dtype.dtype; the
arguments are x.dtype and, crossed with each other, a.dtype and b.dtype.
"""
import numpy as np

np.seterr(all="ignore")
nan, inf = np.nan, np.inf
unary = """negative absolute sqrt square exp log log1p log2 log10 expm1 sin cos tan arcsin arccos arctan
sinh cosh tanh arcsinh arccosh arctanh real imag conjugate angle floor ceil trunc rint invert isnan isinf
isfinite sign cbrt""".split()
binary = """add subtract multiply true_divide floor_divide remainder power maximum minimum equal not_equal less
less_equal greater greater_equal bitwise_and bitwise_or bitwise_xor left_shift right_shift fmax fmin arctan2
hypot copysign""".split()
floats = [0.0, -0.0, 0.25, -0.5, 0.5, 1, -1, 1.5, -1.5, 2, 2.5, -2.5, 3, -7, 7.75, 1e-3, 1e3, nan, inf, -inf]
parts = [0.0, 0.5, -1, 2.25, -0.001]
values = {"bool": [False, True]}
for n in (8, 16, 32, 64):
    i, u = np.iinfo("int%d" % n), np.iinfo("uint%d" % n)
    values["int%d" % n] = [0, 1, -1, 2, -3, 5, -7, 10, i.max, i.min]
    values["uint%d" % n] = [0, 1, 2, 3, 5, 7, 10, u.max, u.max - 1]
for n in (16, 32, 64):
    values["float%d" % n] = floats
for n in (64, 128):
    values["complex%d" % n] = [complex(x, y) for x in parts for y in parts]

out = {}
for t, v in values.items():
    x = out["x." + t] = np.array(v, t)
    for op in unary:
        try:
            out["%s.%s" % (op, t)] = getattr(np, op)(x)
        except TypeError:
            pass
# NumPy 2 takes signs of complex numbers as directions.
for t in ("complex64", "complex128"):
    x = out["x." + t]
    out["sign." + t] = np.where(x == 0, 0, x / np.where(x == 0, 1, abs(x))).astype(t)
pairs = [(t, t) for t in values if t[-2:] not in ("16", "32") or t == "float32"] + [("int16", "int32"), ("uint16", "uint32"), ("float16", "float16"), ("int8", "uint8"), ("int64", "uint64"), ("uint16", "float32"), ("float16", "complex64")]
for s, t in pairs:
    a, b = np.array(values[s], s)[:, None], np.array(values[t], t)[None, :]
    for op in binary:
        if "complex" in t and op in ("maximum", "minimum", "less", "less_equal", "greater", "greater_equal", "fmax", "fmin"):
            continue
        if "complex" in t and op == "power":
            continue # NumPy's results for a base of zero vary
        if {s, t} == {"int64", "uint64"} and op in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
            # NumPy 2 compares by value.
            out["%s.%s.%s" % (op, s, t)] = getattr(np, op)(a.astype(object), b.astype(object)).astype(bool)
            continue
        second = b
        if op == "power" and np.result_type(a, b).kind in "iu":
            second = abs(b) % 10
        if op.endswith("shift"):
            if not np.can_cast(b.dtype, "int64", "same_kind"):
                continue
            second = abs(b.astype("int64")) % 20
            second = second.astype(b.dtype)
        try:
            out["%s.%s.%s" % (op, s, t)] = getattr(np, op)(a, second)
        except (TypeError, ValueError):
            pass
np.savez_compressed("functions.npz", **out)
