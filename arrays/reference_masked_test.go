package arrays_test

import (
	"strings"

	"github.com/gloam-go/gloam/arrays"
)

// maskings make masked arrays; the rest of the name of an operation says what
// becomes of them.
var maskings = map[string]func(in []*arrays.Array, p params) (arrays.Masked, error){
	"masked_where":   func(in []*arrays.Array, _ params) (arrays.Masked, error) { return arrays.MaskedWhere(in[0], in[1]) },
	"masked_array":   func(in []*arrays.Array, _ params) (arrays.Masked, error) { return arrays.NewMasked(in[0], in[1]) },
	"masked_invalid": func(in []*arrays.Array, _ params) (arrays.Masked, error) { return arrays.MaskedInvalid(in[0]) },
	"masked_inside":  maskedRange(arrays.MaskedInside), "masked_outside": maskedRange(arrays.MaskedOutside),
	"masked_equal": maskedValue(arrays.MaskedEqual), "masked_values": maskedValue(arrays.MaskedEqual), "masked_not_equal": maskedValue(arrays.MaskedNotEqual),
	"masked_greater": maskedValue(arrays.MaskedGreater), "masked_greater_equal": maskedValue(arrays.MaskedGreaterEqual),
	"masked_less": maskedValue(arrays.MaskedLess), "masked_less_equal": maskedValue(arrays.MaskedLessEqual),
}

func maskedRange(f func(a *arrays.Array, low, high any) (arrays.Masked, error)) func(in []*arrays.Array, p params) (arrays.Masked, error) {
	return func(in []*arrays.Array, p params) (arrays.Masked, error) {
		return f(in[0], p.number("v1"), p.number("v2"))
	}
}

func maskedValue(f func(a *arrays.Array, v any) (arrays.Masked, error)) func(in []*arrays.Array, p params) (arrays.Masked, error) {
	return func(in []*arrays.Array, p params) (arrays.Masked, error) { return f(in[0], p.number("value")) }
}

var maskedReductions = map[string]func(m arrays.Masked, opts ...arrays.ReduceOption) (arrays.Masked, error){
	"sum": arrays.Masked.Sum, "prod": arrays.Masked.Prod, "mean": arrays.Masked.Mean, "min": arrays.Masked.Min,
	"max": arrays.Masked.Max, "var": arrays.Masked.Var, "std": arrays.Masked.Std,
}

// masked is an operation such as ma.masked_greater_equal_sum.
func masked(name string) build {
	text, ok := strings.CutPrefix(name, "ma.")
	at := strings.LastIndex(text, "_")
	if !ok || at < 0 {
		return nil
	}
	mask, then := maskings[text[:at]], text[at+1:]
	reduce := maskedReductions[then]
	others := map[string]func(m arrays.Masked, p params) (*arrays.Array, error){
		"filled":       func(m arrays.Masked, p params) (*arrays.Array, error) { return m.Filled(p.number("fill")) },
		"count":        func(m arrays.Masked, p params) (*arrays.Array, error) { return m.Count(reduceOptions(p)...) },
		"getmaskarray": func(m arrays.Masked, _ params) (*arrays.Array, error) { return m.Mask, nil },
		"getdata":      func(m arrays.Masked, _ params) (*arrays.Array, error) { return m.Values, nil },
	}
	if mask == nil || reduce == nil && others[then] == nil {
		return nil
	}
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		m, err := mask(in, p)
		if err != nil {
			return nil, err
		}
		if reduce == nil {
			return others[then](m, p)
		}
		m, err = reduce(m, reduceOptions(p)...)
		return m.Values, err
	}
}
