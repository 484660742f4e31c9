"""Prints the table of result dtypes: python types.py > types.txt (NumPy 1.24)."""
import warnings

import numpy as np

warnings.simplefilter("ignore")
types = "?bhilBHILefdFD"
binary = """add subtract multiply true_divide floor_divide remainder power maximum minimum equal not_equal less
less_equal greater greater_equal bitwise_and bitwise_or bitwise_xor left_shift right_shift fmax fmin arctan2
hypot copysign""".split()
unary = """negative absolute sqrt square exp log log1p log2 log10 expm1 sin cos tan arcsin arccos arctan sinh
cosh tanh arcsinh arccosh arctanh real imag conjugate angle floor ceil trunc rint invert isnan isinf isfinite
sign cbrt""".split()
reduce = "sum prod min max any all mean var std argmax argmin count_nonzero".split()


def letter(op, *args):
    if op.endswith("_shift") and "L" in args:
        return "_"
    try:
        return np.asarray(getattr(np, op)(*[np.ones(2, a) for a in args])).dtype.char
    except Exception:
        return "-"


def name(t):
    return np.dtype(t).name


print("# Result dtypes as NumPy 1.24 gives them: operation, first dtype if there are two, results for")
print("# %s." % " ".join(map(name, types)))
print("# One letter each: %s, - for an error, y and n for allowed and refused casts. Shifts by" % types)
print("# uint64, which NumPy 2 treats in another way, are left out: _.")
for a in types:
    print("result", name(a), "".join(np.result_type(np.dtype(a), np.dtype(b)).char for b in types))
for op in binary:
    for a in types:
        print("binary", op, name(a), "".join(letter(op, a, b) for b in types))
for op in unary:
    print("unary", op, "".join(letter(op, a) for a in types))
for op in reduce:
    print("reduce", op, "".join(letter(op, a) for a in types))
for rule in ("safe", "same_kind"):
    for a in types:
        print("cast", rule, name(a), "".join("ny"[np.can_cast(np.dtype(a), np.dtype(b), rule)] for b in types))
