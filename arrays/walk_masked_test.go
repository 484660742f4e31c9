package arrays_test

import "github.com/gloam-go/gloam/arrays"

var (
	walkMasked = do(arrays.NewMasked, in("f8"), in("b"))
	walkCounts = do(arrays.NewMasked, in("i4"), in("b"))
)

func visitsOfMasked() (all []visit) {
	for name, f := range map[string]func(a *arrays.Array, v any) (arrays.Masked, error){
		"equal": arrays.MaskedEqual, "not_equal": arrays.MaskedNotEqual, "greater": arrays.MaskedGreater,
		"greater_equal": arrays.MaskedGreaterEqual, "less": arrays.MaskedLess, "less_equal": arrays.MaskedLessEqual,
	} {
		all = append(all, visit{"ma-" + name, f, list{in("i4"), 2}},
			visit{"ma-" + name + "-f", f, list{in("f8"), do((*arrays.Array).Slice, in("f8"), arrays.At(0), arrays.At(0))}})
	}
	for name, f := range map[string]func(m arrays.Masked, opts ...arrays.ReduceOption) (arrays.Masked, error){
		"sum": arrays.Masked.Sum, "prod": arrays.Masked.Prod, "mean": arrays.Masked.Mean, "var": arrays.Masked.Var,
		"std": arrays.Masked.Std, "min": arrays.Masked.Min, "max": arrays.Masked.Max,
	} {
		all = append(all, visit{"ma-" + name, f, list{walkMasked}}, visit{"ma-" + name + "-axis", f, list{walkMasked, over(0)}},
			visit{"ma-" + name + "-int", f, list{walkCounts, over(1)}})
	}
	return all
}

var maskedVisits = []visit{
	{"ma-array", arrays.NewMasked, list{in("f8"), in("b")}},
	{"ma-where", arrays.MaskedWhere, list{do(arrays.Greater, in("f8"), 1), in("f8")}},
	{"ma-invalid", arrays.MaskedInvalid, list{in("x8")}},
	{"ma-inside", arrays.MaskedInside, list{in("i4"), 3, -2}},
	{"ma-outside", arrays.MaskedOutside, list{in("f8"), -1.5, 2}},
	{"ma-filled", arrays.Masked.Filled, list{walkMasked, -9}},
	{"ma-count", arrays.Masked.Count, list{walkMasked, over(0)}},
	{"ma-count-all", arrays.Masked.Count, list{walkCounts}},
	{"ma-average", arrays.Masked.Average, list{walkMasked, do((*arrays.Array).Slice, in("w8"), arrays.Span(0, 5)), over(1)}},
	{"ma-average-all", arrays.Masked.Average, list{walkMasked, (*arrays.Array)(nil)}},
	{"ma-with", arrays.Masked.With, list{walkMasked, arrays.Add, do(arrays.MaskedGreater, in("g8"), 1)}},
	{"ma-with-number", arrays.Masked.With, list{walkMasked, arrays.Mul, 2}},
	{"ma-apply", arrays.Masked.Apply, list{walkMasked, arrays.Abs}},
}
