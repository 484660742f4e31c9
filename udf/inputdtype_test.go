package udf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
)

// preferring prefers an input dtype and notes what it is given.
type preferring struct{ want ndarray.DType }

func (p preferring) InputDType() ndarray.DType            { return p.want }
func (preferring) Buffers(udf.Meta) map[string]udf.Buffer { return nil }
func (preferring) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	if f.DType() != out.Meta().InputDType {
		return &ndarray.DTypeMismatch{Got: f.DType(), Want: out.Meta().InputDType}
	}
	return nil
}

func TestReferenceInputDTypes(t *testing.T) {
	parse := func(name string) ndarray.DType {
		d, _, err := ndarray.ParseDType(name)
		require.NoError(t, err)
		return d
	}
	for _, c := range manifest[struct {
		Native, Preferred string
		Corrections       bool
		Input             string `json:"input_dtype"`
	}](t, "input_dtype_cases") {
		ds, err := udf.FromSource(source.Memory{Data: ndarray.New(parse(c.Native), 2, 1, 3, 3)})
		require.NoError(t, err)
		if c.Corrections {
			dark, err := udf.NewCorrections(udf.CorrectionImages{Dark: ndarray.New(ndarray.Uint8, 3, 3)})
			require.NoError(t, err)
			ds, err = ds.Corrected(dark)
			require.NoError(t, err)
		}
		spec := udf.InProcess("preferring", func() (udf.UDF, error) { return preferring{parse(c.Preferred)}, nil })
		r, err := udf.NewRun(ds, []udf.Spec{spec})
		require.NoError(t, err)
		require.Equal(t, parse(c.Input), r.Meta().InputDType, "%+v", c)
		require.Equal(t, parse(c.Native), r.Meta().DType)
		_, err = r.Partition(context.Background(), 0, nil)
		require.NoError(t, err)
	}
}
