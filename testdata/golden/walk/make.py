"""Writes walk.npz: inputs (in.NAME) and what NumPy and SciPy make of them
(out.CASE, or out.CASE.0, out.CASE.1 … where a call has several results).

    python3 make.py        (needs NumPy 1.24 or later, and SciPy)

Each case is one call by its NumPy name; which call of this library has to give
the same is told by the case of the same name in arrays/walk_*_test.go.
"""
import warnings

import numpy as np
import scipy.linalg
import scipy.special
import scipy.stats
from numpy.lib.stride_tricks import sliding_window_view

if hasattr(np, "_set_promotion_state"):
    np._set_promotion_state("weak")  # the rules of NumPy 2
warnings.simplefilter("ignore")
np.seterr(all="ignore")
R = np.random.default_rng(20261121)
nan, inf = np.nan, np.inf

X = dict(
    f8=np.round(R.normal(size=(4, 5)) * 3, 3),
    g8=np.round(R.normal(size=(4, 5)) * 2, 3) + 0.125,
    f4=np.round(R.normal(size=(3, 4, 5)), 2).astype("f4"),
    n8=np.where(R.random((4, 5)) < 0.3, nan, np.round(R.normal(size=(4, 5)), 2)),
    x8=np.array([0.0, -0.0, inf, -inf, nan, 1.5, -2.5]),
    i4=R.integers(-9, 10, (4, 5)).astype("i4"),
    j4=R.integers(-3, 4, (5,)).astype("i4"),
    u1=R.integers(0, 256, (4, 5)).astype("u1"),
    p1=R.integers(0, 8, (4, 5)).astype("u1"),
    i8=R.integers(0, 6, (7,)),
    k8=R.integers(0, 3, (4, 5)),
    b=R.random((4, 5)) < 0.5,
    b5=np.array([True, False, True, True, False]),
    c8=(R.normal(size=(4, 5)) + 1j * R.normal(size=(4, 5))).astype("c8"),
    c16=np.round(R.normal(size=(3, 4)) + 1j * R.normal(size=(3, 4)), 2),
    e8=np.zeros((0, 3)),
    v8=np.round(R.normal(size=7) * 2, 2),
    w8=np.round(R.random(7) + 0.1, 2),
    r8=np.sort(np.round(R.normal(size=6), 2)),
    t8=np.round(R.random((4, 5)) * 0.9, 3) + 0.05,
    h2=np.round(R.normal(size=(4, 5)), 1).astype("f2"),
    sq=np.round(R.normal(size=(4, 4)), 2) + 4 * np.eye(4),
    tall=np.round(R.normal(size=(7, 3)), 2),
    rank2=np.outer(np.arange(1, 7.0), [1, 2, 0, 1.5]) + np.outer(np.arange(6.0) ** 2, [0, 1, 3, -1]),
    s=np.array(2.5),
)
X["pos"] = X["f8"] > 0
X["spd"] = X["sq"] @ X["sq"].T
X["cpd"] = np.round(X["c16"] @ X["c16"].conj().T, 4) + 3 * np.eye(3)
globals().update(X)
out = {}


def case(name, *results):
    assert f"out.{name}" not in out and f"out.{name}.0" not in out, name
    if len(results) == 1:
        out[f"out.{name}"] = np.asarray(results[0])
    else:
        out.update({f"out.{name}.{i}": np.asarray(r) for i, r in enumerate(results)})


# Making
case("zeros", np.zeros((3, 0, 2), "u2")); case("ones", np.ones((3, 4), "c8")); case("full", np.full((5,), -7, "i2"))
case("zeros-like", np.zeros_like(c8)); case("ones-like", np.ones_like(b)); case("full-like", np.full_like(f4, 2.5))
case("arange", np.arange(3, -5, -2)); case("arange-step", np.arange(0.5, 3, 0.3, "f4")); case("linspace", np.linspace(-1, 2, 7), 0.5)
case("linspace-open", np.linspace(2, -1, 5, endpoint=False), -0.6)
case("eye", np.eye(4, 6, -2, "i4")); case("tri", np.tri(4, 5, 1, "f4")); case("tril", np.tril(f4, -1)); case("triu", np.triu(i4, 2))
case("diag", np.diag(v8, -2)); case("diag-of", np.diag(f8, 1)); case("diagonal", np.diagonal(f4, 1, -1, 0)); case("trace", np.trace(i4, -1))
case("indices", np.indices((2, 3))); case("meshgrid", *np.meshgrid(j4, v8)); case("meshgrid-ij", *np.meshgrid(v8, j4, i8, indexing="ij"))
case("fromfunction", np.fromfunction(lambda i, j: 10 * i + j, (4, 5), dtype="i8")); case("fromfunc", np.full((4, 5), 0) + np.arange(4)[:, None])
case("fromdense", f8); case("fromblocks", np.vstack([f8, f8])); case("fromsource", np.arange(1.0, 73).reshape(4, 2, 3, 3))

# Element by element
both = dict(add=np.add, sub=np.subtract, mul=np.multiply, div=np.true_divide, floordiv=np.floor_divide, mod=np.mod,
            equal=np.equal, notequal=np.not_equal, less=np.less, lessequal=np.less_equal, greater=np.greater, greaterequal=np.greater_equal,
            maximum=np.maximum, minimum=np.minimum, fmax=np.fmax, fmin=np.fmin, hypot=np.hypot, copysign=np.copysign, arctan2=np.arctan2,
            logaddexp=np.logaddexp, logaddexp2=np.logaddexp2, nextafter=np.nextafter, heaviside=np.heaviside)
for name, f in both.items():
    case(name, f(f8, g8)); case(name + "-promoted", f(h2, i4.astype("i2"))); case(name + "-nan", f(n8, j4))
for name in ["add", "sub", "mul", "floordiv", "mod", "equal", "less", "maximum"]:
    case(name + "-weak", both[name](u1, 3)); case(name + "-outer", both[name](f4, f8))
case("add-bool", np.add(b, b5)); case("mul-complex", np.multiply(c8, f8)); case("add-empty", np.add(e8, np.float32(1)))
case("equal-complex", np.equal(c8, c8.real)); case("maximum-complex", np.maximum(c8, np.conj(c8)))
case("pow", np.power(i4, k8)); case("pow-float", np.power(t8, f8)); case("pow-complex", np.power(c8, 2)); case("divmod", *np.divmod(i4, 4)); case("divmod-float", *np.divmod(f8, -1.5))
case("and", b & b5); case("and-int", i4 & 12); case("or", i4 | u1); case("xor", b ^ b5); case("xor-int", u1 ^ p1); case("not", ~i4); case("not-bool", ~b)
case("lshift", np.left_shift(i4, k8)); case("rshift", np.right_shift(i4, p1)); case("rshift-weak", np.right_shift(u1, 2))
for name, f in dict(land=np.logical_and, lor=np.logical_or, lxor=np.logical_xor).items():
    case(name, f(f8, b)); case(name + "-int", f(i4, k8))
case("lnot", np.logical_not(i4)); case("lnot-nan", np.logical_not(x8))
case("clip", np.clip(f8, -1, 2.5)); case("clip-u1", np.clip(u1, 10, 100)); case("clip-array", np.clip(f8, -g8 * g8, 1.0))
one = dict(neg=np.negative, abs=np.absolute, sign=np.sign, square=np.square, sqrt=np.sqrt, exp=np.exp, log=np.log, log1p=np.log1p, sin=np.sin, cos=np.cos,
           floor=np.floor, ceil=np.ceil, trunc=np.trunc, rint=np.rint, isnan=np.isnan, isinf=np.isinf, isfinite=np.isfinite, real=np.real, imag=np.imag, conj=np.conj, angle=np.angle,
           expm1=np.expm1, log2=np.log2, log10=np.log10, cbrt=np.cbrt, tan=np.tan, arcsin=np.arcsin, arccos=np.arccos, arctan=np.arctan, sinh=np.sinh, cosh=np.cosh, tanh=np.tanh,
           arcsinh=np.arcsinh, arccosh=np.arccosh, arctanh=np.arctanh, reciprocal=np.reciprocal, deg2rad=np.deg2rad, rad2deg=np.rad2deg, sinc=np.sinc, i0=np.i0, spacing=np.spacing, signbit=np.signbit)
for name, f in one.items():
    case(name, f(t8)); case(name + "-odd", f(x8))
for name in "neg abs square sign sqrt floor conj real".split():
    g = one[name]
    case(name + "-int", g(i4))
for name in "neg abs square sqrt exp log sin cos isnan real imag conj angle reciprocal".split():
    case(name + "-complex", one[name](c16))
case("sign-complex", c16 / np.abs(c16)); case("sin-u1", np.sin(u1)); case("exp-i2", np.exp(k8.astype("i2"))); case("sqrt-bool", np.sqrt(b))
case("ldexp", np.ldexp(f8, i4)); case("ldexp-f4", np.ldexp(f4, k8.astype("i4"))); case("floatpower", np.float_power(u1, 0.5)); case("floatpower-complex", np.float_power(c8, 2))
case("around", np.around(f8, 1)); case("around-tens", np.around(i4 * 10 + 5, -1)); case("around-complex", np.around(c16, 1)); case("modf", *np.modf(x8)); case("frexp", *np.frexp(f4))
case("isclose", np.isclose(n8, n8 + 1e-9, equal_nan=True)); case("isclose-inf", np.isclose(x8, x8[::-1])); case("nantonum", np.nan_to_num(x8)); case("nantonum-f4", np.nan_to_num(x8.astype("f4")))
case("where", np.where(b, f8, i4)); case("where-weak", np.where(b5, u1, np.uint8(0))); case("where-weakf", np.where(b5, u1.astype("f4"), np.float32(0.5)))
case("choose", np.choose(np.clip(k8 - 1, 0, 1), [f8, g8])); case("select", np.select([b, f8 > 0], [i4, f8], -1.5))
case("astype", f8.astype("i2")); case("astype-wrap", i4.astype("u1")); case("astype-bool", x8.astype("?")); case("astype-complex", u1.astype("c8")); case("view", f4.view("i4")); case("view-wide", np.ascontiguousarray(f4[:, :, :4]).view("f8")); case("view-narrow", f8.view("u1"))

# Indexing
case("slice", f8[1:3, ::-2]); case("slice-new", f4[-1, None, ..., 3:0:-1]); case("slice-open", f4[::2, :, -2:]); case("slice-empty", f8[3:1]); case("slice-all", f8[0, 0]); case("slice-e", e8[:, ::-1])
case("list", f8[[3, 0, -1, 0]]); case("list-axis1", f4[:, [1, 1]]); case("list-pair", f4[[0, 2], :, [4, 1]]); case("list-int", f4[[0, 2], None, 1]); case("bools", f8[:, [True, False, True, True, False]]); case("dense", f8[np.array([[0, -1], [2, 2]])]); case("dense-mask", f8[b]); case("list-none", f8[[]])
case("lazy", f8[b]); case("lazy-axis", f8[:, b5]); case("lazy-int", v8[k8]); case("extract", np.extract(b, f8)); case("vindex", f8[[0, 3, 1], [-1, 2, 0]]); case("vindex-slice", np.moveaxis(f4[[0, 2], :, [4, 1]], 0, 0))
case("take", np.take(f8, [2, 0, -1], axis=-1)); case("take-0", i4[:0]); case("compress", np.compress([True, False, True], f4, axis=-2)); case("blocks", f4[2:, :, :]); case("blocks-list", np.concatenate([v8[4:], v8[:4]]))
def put(x, i, v):
    y = x.copy(); y[i] = v; return y
case("set", put(f8, (slice(None, None, -2), 1), 9.5)); case("set-array", put(i4, (slice(1, 3),), j4)); case("set-list", put(f8, ([0, 2],), 7)); case("set-mask", put(f8, b, -1)); case("set-cast", put(u1, (0,), 2))
case("insert", np.insert(f8, 2, g8[0], axis=0)); case("insert-end", np.insert(v8, 7, [1.0, 2.0])); case("delete", np.delete(f8, [0, -1], axis=1)); case("append", np.append(f8, g8, axis=-1)); case("append-empty", np.append(e8, tall, axis=0))
case("chunksizes", v8[v8 > 0])

# Reductions
red = dict(sum=np.sum, prod=np.prod, min=np.min, max=np.max, any=np.any, all=np.all, mean=np.mean, var=np.var, std=np.std, ptp=np.ptp)
for name, f in red.items():
    case(name, f(f8)); case(name + "-axis", f(f4.astype("f8"), axis=(-1, 0), keepdims=True).astype(f(f4).dtype)); case(name + "-u1", f(p1, axis=-2)); case(name + "-nan", f(n8, axis=1))
case("sum-none", np.sum(e8, axis=0)); case("prod-none", np.prod(e8)); case("mean-none", np.mean(e8, axis=0)); case("any-none", np.any(e8, axis=0)); case("all-none", np.all(e8)); case("var-none", np.var(e8, 0)); case("sum-empty-axis", np.sum(e8, axis=1))
case("sum-complex", np.sum(c16, axis=0)); case("mean-complex", np.mean(c16)); case("var-complex", np.var(c16, axis=1, ddof=1)); case("std-ddof", np.std(f8, ddof=2, axis=0)); case("var-ddof-many", np.var(f8[:1], axis=0, ddof=1)); case("sum-as", np.sum(u1, dtype="f4", axis=0)); case("prod-as", np.prod(p1, dtype="u2")); case("mean-as", np.mean(i4, dtype="f4")); case("sum-bool", np.sum(b, axis=1)); case("max-complex", np.max(c16)); case("mean-h2", np.mean(h2.astype("f8"), axis=0).astype("f2")); case("min-s", np.min(s))
case("moment", scipy.stats.moment(f8, 3, axis=0)); case("moment-4", scipy.stats.moment(f8, 4, axis=None)); case("argmin", np.argmin(f8)); case("argmin-axis", np.argmin(i4, axis=-1)); case("argmax", np.argmax(n8)); case("argmax-keep", np.argmax(f4, axis=1, keepdims=True)); case("argmax-bool", np.argmax(b, axis=0))
case("count", np.count_nonzero(i4)); case("count-axis", np.count_nonzero(n8, axis=-1, keepdims=True)); case("nansum", np.nansum(n8, axis=0)); case("nansum-int", np.nansum(i4)); case("nanprod", np.nanprod(n8, axis=1, keepdims=True))
for name, f in dict(nanmin=np.nanmin, nanmax=np.nanmax, nanmean=np.nanmean, nanvar=np.nanvar, nanstd=np.nanstd, nanmedian=np.nanmedian).items():
    case(name, f(n8)); case(name + "-axis", f(n8, axis=-1, keepdims=True)); case(name + "-f4", f(f4.astype("f8"), axis=(0, 2)).astype("f4"))
case("nanargmin", np.nanargmin(n8)); case("nanargmax", np.nanargmax(n8, axis=-1)); case("nanargmin-axis", np.nanargmin(n8, axis=0))
case("average", np.average(f8)); case("average-weights", np.average(f8, axis=1, weights=w8[:5])); case("average-all", np.average(f8, weights=t8)); case("average-int", np.average(i4, axis=0, weights=p1 + 1))
case("median", np.median(f8, axis=0)); case("median-all", np.median(i4)); case("median-axes", np.median(f4, axis=(0, -1), keepdims=True)); case("quantile", np.quantile(f8, [0.1, 0.5, 1], axis=1)); case("quantile-all", np.quantile(u1, [0.25])); case("quantile-method", np.quantile(f8, [0.3, 0.77], axis=0, method="hazen")); case("nanquantile", np.nanquantile(n8, [0.2, 0.8], axis=-1, keepdims=True)); case("percentile", np.percentile(v8, [5, 50, 99])); case("percentile-lower", np.percentile(f8, [33], axis=0, method="lower"))
case("reduce", np.sum(f8, 0)); case("cumsum", np.cumsum(f8, axis=-1)); case("cumsum-u1", np.cumsum(u1, axis=0)); case("cumsum-nan", np.cumsum(n8, 1)); case("cumprod", np.cumprod(c16, axis=0)); case("nancumsum", np.nancumsum(n8, axis=0)); case("nancumprod", np.nancumprod(n8, axis=-1)); case("cumsum-e", np.cumsum(e8, 0))
case("topk", -np.sort(-f8, axis=-1)[:, :2]); case("topk-least", np.sort(i4, axis=0)[:3]); case("argtopk", np.argsort(-f8, axis=1)[:, :3]); case("argtopk-least", np.argsort(f8, axis=0)[:2]); case("sort", np.sort(n8, axis=0)); case("sort-int", np.sort(i4, axis=-1)); case("argsort", np.argsort(f8, axis=1)); case("argsort-v", np.argsort(v8))
edges = [-3, -1, 0, 0.5, 3]
case("histogram", np.histogram(f8, edges)[0]); case("histogram-density", np.histogram(f8, edges, density=True)[0]); case("histogram-weights", np.histogram(v8, np.linspace(-4, 4, 6), weights=w8)[0]); case("histogram-u1", np.histogram(u1, np.linspace(0, 255, 9))[0]); case("histogram2d", np.histogram2d(f8.ravel(), g8.ravel(), [edges, [-2, 0, 2]])[0]); case("histogramdd", np.histogramdd((v8, w8, i8), [[-3, 0, 3], [0, 0.5, 2], [0, 2, 4, 6]])[0]); case("bins", np.linspace(-1, 3, 9))
case("bincount", np.bincount(i8, minlength=8)); case("bincount-weights", np.bincount(i8, w8, 6)); case("bincount-unknown", np.bincount(k8.ravel()))
u = np.unique(i4, return_index=True, return_inverse=True, return_counts=True)
case("unique", u[0], u[1], u[2].ravel(), u[3]); u = np.unique(b, return_index=True, return_inverse=True, return_counts=True); case("unique-bool", u[0], u[1], u[2].ravel(), u[3])
case("isin", np.isin(i4, j4)); case("isin-empty", np.isin(f8, e8)); case("searchsorted", np.searchsorted(r8, f8)); case("searchsorted-right", np.searchsorted(r8, r8, "right")); case("digitize", np.digitize(f8, edges)); case("digitize-down", np.digitize(i4, [5, 2, -3], right=True))
case("diff", np.diff(f8, axis=0)); case("diff-2", np.diff(f4, 2, axis=-1)); case("diff-u1", np.diff(u1)); case("diff-all", np.diff(f8, 4, axis=0)); case("diff-bool", np.diff(b, axis=1)); case("ediff1d", np.ediff1d(i4)); case("gradient", np.gradient(f8, axis=-1)); case("gradient-step", np.gradient(f4, 0.5, axis=1)); case("gradient-at", np.gradient(v8, [0, 1, 2.5, 3, 5, 8, 9])); case("gradient-int", np.gradient(i4, axis=0))
case("cov", np.cov(f8)); case("cov-complex", np.cov(c16, ddof=0)); case("corrcoef", np.corrcoef(f8)); case("corrcoef-int", np.corrcoef(i4))
case("coarsen", f8[:, :4].reshape(2, 2, 2, 2).sum((1, 3))); case("coarsen-mean", u1.reshape(2, 2, 5).mean(1)); case("coarsen-max", f4[:, :, :4].reshape(3, 4, 2, 2).max(-1))

# Shape
case("reshape", f8.reshape(2, 10)); case("reshape-open", f4.reshape(5, -1, 2)); case("reshape-empty", e8.reshape(3, 0, 7)); case("reshape-s", s.reshape(1, 1)); case("ravel", f4.ravel()); case("unmerged", f4.reshape(12, 5)); case("blocks-reshape", f4.reshape(12, 5))
case("transpose", f4.T); case("transpose-axes", f4.transpose(1, -1, 0)); case("moveaxis", np.moveaxis(f4, -1, 0)); case("swapaxes", np.swapaxes(f4, 0, -1)); case("squeeze", f8[:1]. squeeze()); case("squeeze-axis", f8[:1, :1].squeeze(-1)); case("expand", np.expand_dims(f8, (0, -1))); case("broadcast", np.broadcast_to(j4, (2, 3, 5))); case("broadcast-one", np.broadcast_to(f8[:, :1], (4, 6)))
for k in (1, 2, 3):
    f = [np.atleast_1d, np.atleast_2d, np.atleast_3d][k - 1]
    case(f"atleast{k}", f(s)); case(f"atleast{k}-v", f(v8)); case(f"atleast{k}-f4", f(f4))
case("concatenate", np.concatenate([f8, i4, u1], axis=-1)); case("concatenate-empty", np.concatenate([e8, tall])); case("stack", np.stack([i4, b], axis=-1)); case("stack-mid", np.stack([f8, g8, n8], axis=1)); case("hstack", np.hstack([v8, i8])); case("hstack-2", np.hstack([f8, c8])); case("vstack", np.vstack([j4, i4])); case("dstack", np.dstack([f8, g8])); case("dstack-1", np.dstack([j4, j4])); case("block", np.block([[f8, g8], [i4, u1]]))
case("roll", np.roll(f8, 7, 1)); case("roll-back", np.roll(f4, -2, -2)); case("rollflat", np.roll(f8, -3)); case("roll-e", np.roll(e8, 2, 0)); case("flip", np.flip(f4)); case("flip-axis", np.flip(i4, -1)); case("rot90", np.rot90(f8)); case("rot90-3", np.rot90(f4, -1, (2, 0)))
case("tile", np.tile(f8, (2, 1, 3))); case("tile-0", np.tile(f8, (0, 2))); case("tile-short", np.tile(f4, 2)); case("repeat", np.repeat(f8, 3, axis=-1)); case("repeat-0", np.repeat(f8, 0, axis=0))
w = ((2, 1), (0, 3))
case("pad", np.pad(f8, w, constant_values=((1, 2), (3, 4)))); case("pad-values", np.pad(i4, w, constant_values=(7, -8)))
for mode in "edge reflect symmetric wrap linear_ramp maximum minimum mean median".split():
    case("pad-" + mode, np.pad(f8, w, mode)); case("pad-" + mode + "-f4", np.pad(f4, ((0, 0), (5, 6), (1, 0)), mode))
case("pad-ramp", np.pad(f8, w, "linear_ramp", end_values=(5, -4))); case("pad-span", np.pad(i4, w, "maximum", stat_length=((2, 1), (1, 3)))); case("pad-mean-int", np.pad(i4, w, "mean"))
for mode in ("reflect", "symmetric"):
    case("pad-odd-" + mode, np.pad(f8, w, mode, reflect_type="odd")); case("pad-odd-int-" + mode, np.pad(u1, ((3, 1), (0, 9)), mode, reflect_type="odd"))
case("rechunk", f4); case("rechunk-2", f8)

# Mapping
case("mapblocks", f8 * 2); case("mapblocks-drop", f4.sum(-1)); case("mapblocks-two", f8 + j4); case("blockwise", np.outer(v8, w8)); case("kernelof", i4 * 3)
def box(x, mode, **kw):
    y = np.pad(x, 1, mode, **kw); return sum(y[1 + a:1 + a + x.shape[0], 1 + b:1 + b + x.shape[1]] for a in (-1, 0, 1) for b in (-1, 0, 1))
case("overlap-nearest", box(i4.astype("i8"), "edge")); case("overlap-reflect", box(i4.astype("i8"), "symmetric")); case("overlap-periodic", box(i4.astype("i8"), "wrap")); case("overlap-constant", box(i4.astype("i8"), "constant", constant_values=5)); case("overlap-none", box(i4.astype("i8"), "constant"))
case("overlap-trim", f8); case("windows", sliding_window_view(f8, 3, axis=1)); case("windows-v", sliding_window_view(v8, 7, axis=0)); case("gufunc", f4.astype("f8").mean(-1)); case("gufunc-two", f8.min(0), f8.max(0)); case("gufunc-outer", np.einsum("ij,ik->ijk", i4, i4)); case("along", np.ptp(f4.astype("f8"), axis=1)); case("over", np.sum(f4.astype("f8"), (0, 2), keepdims=True).astype("f4"))

# Algebra
case("matmul", f8 @ g8.T); case("matmul-stack", f4 @ f8.T.astype("f4")); case("matmul-vector", f8 @ j4); case("matmul-int", u1 @ p1.T); case("matmul-complex", c16 @ c8.astype("c16")); case("matmul-empty", e8.T @ e8); case("dot", np.dot(v8, w8)); case("dot-3", np.dot(f4, f8.T)); case("dot-bool", np.dot(b, b5)); case("vdot", np.vdot(c16, c16[::-1])); case("vdot-2", np.vdot(f8, g8)); case("tensordot", np.tensordot(f4, f8, ([1, 2], [0, 1]))); case("tensordot-neg", np.tensordot(f4, j4, ([-1], [0]))); case("outer", np.outer(f8, j4))
case("einsum", np.einsum("ij,kj->ik", f8, g8)); case("einsum-diag", np.einsum("ii->i", sq)); case("einsum-implicit", np.einsum("ba,bc", f8, i4)); case("einsum-dots", np.einsum("...i,i->...", f4, j4)); case("einsum-three", np.einsum("aij,ij,j->a", f4.astype("f8"), f8, j4)); case("einsum-sum", np.einsum("ij->", i4)); case("einsum-complex", np.einsum("ij,ij->j", c16, c16))
case("norm", np.linalg.norm(f8)); case("norm-1", np.linalg.norm(f8, 1, axis=-1, keepdims=True)); case("norm-inf", np.linalg.norm(v8, inf)); case("norm-0", np.linalg.norm(i4, 0, axis=0)); case("norm-3", np.linalg.norm(v8, 3)); case("norm-f4", np.linalg.norm(f4)); case("matrixnorm", np.linalg.norm(f8, 1)); case("matrixnorm-inf", np.linalg.norm(f8, -inf)); case("matrixnorm-2", np.linalg.norm(tall, 2)); case("matrixnorm-axes", np.linalg.norm(f4.astype("f8"), inf, (0, 2)).astype("f4")); case("nuclear", np.linalg.norm(tall, "nuc"))
case("qr", tall, np.eye(3)); case("qr-complex", c16.T, np.eye(3, dtype="c16")); case("svd", tall, np.linalg.svd(tall)[1]); case("svd-wide", tall.T, np.linalg.svd(tall)[1]); case("svdc", rank2, np.linalg.svd(rank2)[1][:2]); case("solve", np.linalg.solve(sq, f8)); case("solve-vector", np.linalg.solve(sq, v8[:4])); case("inv", np.linalg.inv(sq)); case("inv-f4", np.linalg.inv(sq).astype("f4")); case("cholesky", np.linalg.cholesky(spd)); case("cholesky-complex", np.linalg.cholesky(cpd)); case("lu", *scipy.linalg.lu(sq)); x = np.linalg.lstsq(tall, v8, rcond=None); case("lstsq", x[0], x[1][0]); case("rank", np.int64(2))
F = np.fft
c = lambda y: y.astype("c8")
case("fft", F.fft(f8)); case("fft-f4", c(F.fft(f4, axis=1))); case("fft-n", F.fft(f8, 8, axis=0, norm="ortho")); case("fft-int", F.fft(i4, 3)); case("ifft", F.ifft(c16)); case("ifft-c8", c(F.ifft(c8, axis=-2, norm="forward"))); case("fft2", F.fft2(f8)); case("fft2-axes", c(F.fft2(f4, (2, 6), axes=(0, -1)))); case("ifft2", F.ifft2(c16)); case("fftn", c(F.fftn(f4))); case("fftn-axes", F.fftn(f8, axes=(0,))); case("ifftn", F.ifftn(c16, norm="ortho"))
case("rfft", F.rfft(v8)); case("rfft-f4", c(F.rfft(f4, 3, axis=0))); case("irfft", F.irfft(c16)); case("irfft-odd", F.irfft(c16, 5)); case("rfft2", F.rfft2(f8)); case("irfft2", F.irfft2(c16)); case("irfft2-s", F.irfft2(c16, (4, 5))); case("rfftn", c(F.rfftn(f4))); case("irfftn", F.irfftn(c16, (2, 7))); case("hfft", F.hfft(c16)); case("ihfft", F.ihfft(f8)); case("fftfreq", F.fftfreq(7, 0.5)); case("rfftfreq", F.rfftfreq(8)); case("fftshift", F.fftshift(f4)); case("fftshift-axis", F.fftshift(f8, -1)); case("ifftshift", F.ifftshift(f8)); case("ifftshift-axis", F.ifftshift(v8, 0))

# Masked
M = np.ma
both2 = lambda m: (M.filled(m, 0), M.getmaskarray(m))
m, mi = M.masked_array(f8, b), M.masked_array(i4, b)
case("ma-array", *both2(m)); case("ma-where", *both2(M.masked_where(f8 > 1, f8))); case("ma-invalid", *both2(M.masked_invalid(x8)))
for name in "equal not_equal greater greater_equal less less_equal".split():
    case("ma-" + name, *both2(getattr(M, "masked_" + name)(i4, 2))); case("ma-" + name + "-f", *both2(getattr(M, "masked_" + name)(f8, float(f8[0, 0]))))
case("ma-inside", *both2(M.masked_inside(i4, 3, -2))); case("ma-outside", *both2(M.masked_outside(f8, -1.5, 2)))
case("ma-filled", M.filled(m, -9)); case("ma-count", m.count(axis=0)); case("ma-count-all", np.int64(mi.count())); case("ma-average", *both2(M.average(m, axis=1, weights=w8[:5]))); case("ma-average-all", *both2(M.average(m)))
for name in "sum prod mean var std min max".split():
    case("ma-" + name, *both2(getattr(m, name)())); case("ma-" + name + "-axis", *both2(getattr(m, name)(axis=0))); case("ma-" + name + "-int", *both2(getattr(mi, name)(axis=1)))
case("ma-with", *both2(m + M.masked_greater(g8, 1))); case("ma-with-number", *both2(m * 2)); case("ma-apply", *both2(M.masked_array(np.abs(f8), b)))

# Running and storing
case("compute", i4, p1); case("compute-one", c16); case("persist", i4, p1); case("persist-one", f4); case("store", f8); case("stored", -f8); case("reread", -f8)

# Random: numbers of known streams, else the distribution function at some points.
kids = np.random.SeedSequence(7).spawn(6)
gen = lambda k: np.random.Generator(np.random.PCG64(k))
case("random", np.concatenate([gen(k).random(n) for k, n in zip(kids, (3, 3, 1))])); case("random-uniform", -1 + 3 * np.concatenate([gen(k).random(n) for k, n in zip(kids, (4, 3))]))
S = scipy.stats
laws = {"lognormal": S.lognorm(0.5, scale=np.exp(0.2)), "laplace": S.laplace(1, 2), "logistic": S.logistic(1, 2), "gumbel": S.gumbel_r(1, 2), "rayleigh": S.rayleigh(scale=2), "weibull": S.weibull_min(1.5),
        "pareto": S.lomax(3), "power": S.powerlaw(2.5), "cauchy": S.cauchy(), "gamma": S.gamma(0.7, scale=2), "beta": S.beta(2, 0.5), "chisquare": S.chi2(3), "studentt": S.t(4), "normal": S.norm(1, 2), "exponential": S.expon(scale=3), "uniform": S.uniform(-1, 3)}
for name, law in laws.items():
    q = law.ppf([0.05, 0.25, 0.5, 0.75, 0.95]); case("law-" + name, q, law.cdf(q))
counts = {"binomial": S.binom(12, 0.3), "geometric": S.geom(0.3), "integers": S.randint(-3, 5), "poisson": S.poisson(4), "manypoisson": S.poisson(400), "noise": S.poisson(2.5), "permutation": S.randint(0, 20000), "choice": S.rv_discrete(values=([0, 1, 2], [0.2, 0.5, 0.3]))}
for name, law in counts.items():
    q = law.ppf([0.1, 0.5, 0.8]).astype("f8"); case("law-" + name, q, law.cdf(q))

np.savez_compressed("walk.npz", **{f"in.{k}": v for k, v in X.items()}, **{k: np.ascontiguousarray(v).reshape(np.shape(v)) for k, v in out.items()})
print(len(X), "inputs,", len({k.split(".")[1] for k in out}), "cases")
