package arrays_test

import (
	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// over, keep and ddof are options of a reduction.
func over(axes ...any) calling { return do(arrays.Over, axes...) }

var keep = do(arrays.KeepDims)

func visitsOfReductions() (all []visit) {
	for name, f := range map[string]method{
		"sum": (*arrays.Array).Sum, "prod": (*arrays.Array).Prod, "min": (*arrays.Array).Min, "max": (*arrays.Array).Max,
		"any": (*arrays.Array).Any, "all": (*arrays.Array).All, "mean": (*arrays.Array).Mean, "var": (*arrays.Array).Var,
		"std": (*arrays.Array).Std, "ptp": (*arrays.Array).Ptp,
	} {
		all = append(all, visit{name, f, list{in("f8")}}, visit{name + "-axis", f, list{in("f4"), over(-1, 0), keep, do(arrays.SplitEvery, 2)}},
			visit{name + "-u1", f, list{in("p1"), over(-2)}}, visit{name + "-nan", f, list{in("n8"), over(1)}})
	}
	for name, f := range map[string]method{
		"nanmin": (*arrays.Array).NanMin, "nanmax": (*arrays.Array).NanMax, "nanmean": (*arrays.Array).NanMean, "nanvar": (*arrays.Array).NanVar,
		"nanstd": (*arrays.Array).NanStd, "nanmedian": (*arrays.Array).NanMedian,
	} {
		all = append(all, visit{name, f, list{in("n8")}}, visit{name + "-axis", f, list{in("n8"), over(-1), keep}}, visit{name + "-f4", f, list{in("f4"), over(0, 2)}})
	}
	return all
}

var reductionVisits = []visit{
	{"sum-none", (*arrays.Array).Sum, list{in("e8"), over(0)}},
	{"prod-none", (*arrays.Array).Prod, list{in("e8")}},
	{"mean-none", (*arrays.Array).Mean, list{in("e8"), over(0)}},
	{"any-none", (*arrays.Array).Any, list{in("e8"), over(0)}},
	{"all-none", (*arrays.Array).All, list{in("e8")}},
	{"var-none", (*arrays.Array).Var, list{in("e8"), over(0)}},
	{"sum-empty-axis", (*arrays.Array).Sum, list{in("e8"), over(1)}},
	{"sum-complex", (*arrays.Array).Sum, list{in("c16"), over(0), do(arrays.SplitEveryOn, map[int]int{0: 2})}},
	{"mean-complex", (*arrays.Array).Mean, list{in("c16")}},
	{"var-complex", (*arrays.Array).Var, list{in("c16"), over(1), do(arrays.DDof, 1)}},
	{"std-ddof", (*arrays.Array).Std, list{in("f8"), do(arrays.DDof, 2), over(0)}},
	{"var-ddof-many", (*arrays.Array).Var, list{do((*arrays.Array).Slice, in("f8"), arrays.Span(0, 1)), over(0), do(arrays.DDof, 1)}},
	{"sum-as", (*arrays.Array).Sum, list{in("u1"), do(arrays.As, ndarray.Float32), over(0)}},
	{"prod-as", (*arrays.Array).Prod, list{in("p1"), do(arrays.As, ndarray.Uint16)}},
	{"mean-as", (*arrays.Array).Mean, list{in("i4"), do(arrays.As, ndarray.Float32)}},
	{"sum-bool", (*arrays.Array).Sum, list{in("b"), over(1)}},
	{"max-complex", (*arrays.Array).Max, list{in("c16")}},
	{"mean-h2", (*arrays.Array).Mean, list{in("h2"), over(0)}},
	{"min-s", (*arrays.Array).Min, list{in("s")}},
	{"moment", (*arrays.Array).Moment, list{in("f8"), 3, over(0)}},
	{"moment-4", (*arrays.Array).Moment, list{in("f8"), 4}},
	{"argmin", (*arrays.Array).ArgMin, list{in("f8")}},
	{"argmin-axis", (*arrays.Array).ArgMin, list{in("i4"), over(-1)}},
	{"argmax", (*arrays.Array).ArgMax, list{in("n8")}},
	{"argmax-keep", (*arrays.Array).ArgMax, list{in("f4"), over(1), keep}},
	{"argmax-bool", (*arrays.Array).ArgMax, list{in("b"), over(0)}},
	{"count", (*arrays.Array).CountNonzero, list{in("i4")}},
	{"count-axis", (*arrays.Array).CountNonzero, list{in("n8"), over(-1), keep}},
	{"nansum", (*arrays.Array).NanSum, list{in("n8"), over(0)}},
	{"nansum-int", (*arrays.Array).NanSum, list{in("i4")}},
	{"nanprod", (*arrays.Array).NanProd, list{in("n8"), over(1), keep}},
	{"nanargmin", (*arrays.Array).NanArgMin, list{in("n8")}},
	{"nanargmin-axis", (*arrays.Array).NanArgMin, list{in("n8"), over(0)}},
	{"nanargmax", (*arrays.Array).NanArgMax, list{in("n8"), over(-1)}},
	{"average", (*arrays.Array).Average, list{in("f8"), (*arrays.Array)(nil)}},
	{"average-weights", (*arrays.Array).Average, list{in("f8"), do((*arrays.Array).Slice, in("w8"), arrays.Span(0, 5)), over(1)}},
	{"average-all", (*arrays.Array).Average, list{in("f8"), in("t8")}},
	{"average-int", (*arrays.Array).Average, list{in("i4"), do(arrays.Add, in("p1"), 1), over(0)}},
	{"median", (*arrays.Array).Median, list{in("f8"), over(0)}},
	{"median-all", (*arrays.Array).Median, list{in("i4")}},
	{"median-axes", (*arrays.Array).Median, list{in("f4"), over(0, -1), keep}},
	{"quantile", (*arrays.Array).Quantile, list{in("f8"), []float64{0.1, 0.5, 1}, over(1)}},
	{"quantile-all", (*arrays.Array).Quantile, list{in("u1"), []float64{0.25}}},
	{"quantile-method", (*arrays.Array).Quantile, list{in("f8"), []float64{0.3, 0.77}, over(0), do(arrays.Method, arrays.Hazen)}},
	{"nanquantile", (*arrays.Array).NanQuantile, list{in("n8"), []float64{0.2, 0.8}, over(-1), keep}},
	{"percentile", (*arrays.Array).Percentile, list{in("v8"), []float64{5, 50, 99}}},
	{"percentile-lower", (*arrays.Array).Percentile, list{in("f8"), []float64{33}, over(0), do(arrays.Method, arrays.Lower)}},
	{"reduce", (*arrays.Array).Reduce, list{in("f8"), ndarray.Sum, over(0)}},
	{"cumsum", (*arrays.Array).CumSum, list{in("f8"), -1}},
	{"cumsum-u1", (*arrays.Array).CumSum, list{in("u1"), 0}},
	{"cumsum-nan", (*arrays.Array).CumSum, list{in("n8"), 1}},
	{"cumsum-e", (*arrays.Array).CumSum, list{in("e8"), 0}},
	{"cumprod", (*arrays.Array).CumProd, list{in("c16"), 0}},
	{"nancumsum", (*arrays.Array).NanCumSum, list{in("n8"), 0}},
	{"nancumprod", (*arrays.Array).NanCumProd, list{in("n8"), -1}},
	{"topk", (*arrays.Array).TopK, list{in("f8"), 2, -1}},
	{"topk-least", (*arrays.Array).TopK, list{in("i4"), -3, 0}},
	{"argtopk", (*arrays.Array).ArgTopK, list{in("f8"), 3, 1}},
	{"argtopk-least", (*arrays.Array).ArgTopK, list{in("f8"), -2, 0}},
	{"sort", (*arrays.Array).Sort, list{in("n8"), 0}},
	{"sort-int", (*arrays.Array).Sort, list{in("i4"), -1}},
	{"argsort", (*arrays.Array).ArgSort, list{in("f8"), 1}},
	{"argsort-v", (*arrays.Array).ArgSort, list{in("v8"), 0}},
}

var walkEdges = []float64{-3, -1, 0, 0.5, 3}

var statisticsVisits = []visit{
	{"histogram", arrays.Histogram, list{in("f8"), walkEdges}},
	{"histogram-density", arrays.Histogram, list{in("f8"), walkEdges, do(arrays.Density)}},
	{"histogram-weights", arrays.Histogram, list{in("v8"), do(arrays.Bins, 5, -4.0, 4.0), do(arrays.Weights, in("w8"))}},
	{"histogram-u1", arrays.Histogram, list{in("u1"), do(arrays.Bins, 8, 0.0, 255.0)}},
	{"histogram2d", arrays.Histogram2D, list{in("f8"), in("g8"), walkEdges, []float64{-2, 0, 2}}},
	{"histogramdd", arrays.HistogramDD, list{several{in("v8"), in("w8"), in("i8")}, [][]float64{{-3, 0, 3}, {0, 0.5, 2}, {0, 2, 4, 6}}}},
	{"bins", arrays.Bins, list{8, -1.0, 3.0}},
	{"bincount", arrays.BinCount, list{in("i8"), (*arrays.Array)(nil), 8}},
	{"bincount-weights", arrays.BinCount, list{in("i8"), in("w8"), 6}},
	{"bincount-unknown", arrays.BinCount, list{do((*arrays.Array).Ravel, in("k8")), (*arrays.Array)(nil), arrays.Unknown}},
	{"unique", arrays.Unique, list{in("i4")}},
	{"unique-bool", arrays.Unique, list{in("b")}},
	{"isin", arrays.IsIn, list{in("i4"), in("j4")}},
	{"isin-empty", arrays.IsIn, list{in("f8"), in("e8")}},
	{"searchsorted", arrays.SearchSorted, list{in("r8"), in("f8"), false}},
	{"searchsorted-right", arrays.SearchSorted, list{in("r8"), in("r8"), true}},
	{"digitize", arrays.Digitize, list{in("f8"), walkEdges, false}},
	{"digitize-down", arrays.Digitize, list{in("i4"), []float64{5, 2, -3}, true}},
	{"diff", (*arrays.Array).Diff, list{in("f8"), 1, 0}},
	{"diff-2", (*arrays.Array).Diff, list{in("f4"), 2, -1}},
	{"diff-u1", (*arrays.Array).Diff, list{in("u1"), 1, -1}},
	{"diff-all", (*arrays.Array).Diff, list{in("f8"), 4, 0}},
	{"diff-bool", (*arrays.Array).Diff, list{in("b"), 1, 1}},
	{"ediff1d", (*arrays.Array).EDiff1D, list{in("i4")}},
	{"gradient", (*arrays.Array).Gradient, list{in("f8"), -1}},
	{"gradient-step", (*arrays.Array).Gradient, list{in("f4"), 1, 0.5}},
	{"gradient-at", (*arrays.Array).Gradient, list{in("v8"), 0, 0.0, 1.0, 2.5, 3.0, 5.0, 8.0, 9.0}},
	{"gradient-int", (*arrays.Array).Gradient, list{in("i4"), 0}},
	{"cov", arrays.Cov, list{in("f8"), 1}},
	{"cov-complex", arrays.Cov, list{in("c16"), 0}},
	{"corrcoef", arrays.CorrCoef, list{in("f8")}},
	{"corrcoef-int", arrays.CorrCoef, list{in("i4")}},
	{"coarsen", (*arrays.Array).Coarsen, list{in("f8"), ndarray.Sum, map[int]int{0: 2, 1: 2}, true}},
	{"coarsen-mean", (*arrays.Array).Coarsen, list{in("u1"), ndarray.Mean, map[int]int{-2: 2}, false}},
	{"coarsen-max", (*arrays.Array).Coarsen, list{in("f4"), ndarray.Max, map[int]int{2: 2}, true}},
}
