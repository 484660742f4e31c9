package udfcases

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
)

// Require compares the results of a run, one map for each UDF, with outputs. The
// test fails if the run has results but the case names none to compare; UDFs
// without result buffers have neither.
func (c Case) Require(t testing.TB, outputs []Output, got []map[string]delayed.Result) {
	t.Helper()
	if len(outputs) == 0 {
		for i, results := range got {
			require.Empty(t, results, "%s: results of UDF %d without outputs to compare with", c.ID, i)
		}
	}
	for _, o := range outputs {
		r, ok := got[o.UDF][o.Buffer]
		require.True(t, ok, "no buffer %s", o.Buffer)
		have := map[string]*ndarray.Array{"data": r.Data, "raw_data": r.Raw, "valid_mask": r.Valid}[o.View]
		require.NotNil(t, have, "view %s", o.View)
		if o.JSON != nil {
			requireObjects(t, o.JSON, have)
			continue
		}
		want := c.Load(t, o.File)
		if o.View == "raw_data" && !slices.Equal(have.Shape(), want.Shape()) {
			var err error
			have, err = have.Reshape(want.Shape()...)
			require.NoError(t, err, o.Buffer)
		}
		if o.View != "valid_mask" {
			o.requireDType(t, want.DType(), have.DType())
		}
		RequireClose(t, o.Buffer+" "+o.View, want, have, o.RTol, o.ATol)
	}
}

// requireDType checks that a result has the declared dtype, that of the
// reference, or a wider one of the same kind, which results keep here and which
// the reference narrows where there is a region of interest.
func (o Output) requireDType(t testing.TB, want, have ndarray.DType) {
	t.Helper()
	declared := want
	if o.Declared != "" {
		var err error
		declared, _, err = ndarray.ParseDType(o.Declared)
		require.NoError(t, err)
	}
	if wider := have.Kind() == declared.Kind() && have.Size() > declared.Size(); have != declared && !wider {
		require.Equal(t, want, have, "%s: neither the declared dtype %s nor that of the reference", o.Buffer, declared)
	}
}

// RequireClose compares shapes and values: |have-want| is at most
// atol + rtol·|want|, and NaN equals NaN.
func RequireClose(t testing.TB, name string, want, have *ndarray.Array, rtol, atol float64) {
	t.Helper()
	require.NotNil(t, have, name)
	require.Equal(t, want.Shape(), have.Shape(), name)
	same, err := ndarray.AllClose(have, want, rtol, atol, true)
	require.NoError(t, err, name)
	require.True(t, same, "%s: got %v, want %v", name, have, want)
}

// requireObjects compares a result of objects with its JSON form.
func requireObjects(t testing.TB, want json.RawMessage, have *ndarray.Array) {
	t.Helper()
	values, err := have.AsContiguous().Objects()
	require.NoError(t, err)
	values = append([]any{}, values...)
	var list any
	require.NoError(t, json.Unmarshal(want, &list))
	flat := flatten(list, len(have.Shape()), []any{})
	for i, v := range values {
		if v == nil && i < len(flat) && flat[i] == 0.0 {
			values[i] = 0 // objects that nobody has set: nil here, 0 there
		}
	}
	b, err := json.Marshal(values)
	require.NoError(t, err)
	w, err := json.Marshal(flat)
	require.NoError(t, err)
	require.JSONEq(t, string(w), string(b))
}

func flatten(v any, depth int, out []any) []any {
	if depth == 0 {
		return append(out, v)
	}
	for _, x := range v.([]any) {
		out = flatten(x, depth-1, out)
	}
	return out
}
