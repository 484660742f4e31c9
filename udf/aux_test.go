package udf_test

import (
	"context"
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// ScaleParams hold a factor for every scan position.
type ScaleParams struct{ Factors udf.Aux }

// scaled is the brightness of each frame times its factor.
type scaled struct{ ScaleParams }

func (s scaled) Aux() map[string]udf.Aux { return map[string]udf.Aux{"factors": s.Factors} }
func (scaled) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"brightness": udf.Nav(ndarray.Float64)}
}
func (scaled) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	sum, err := ndarray.Reduce(ndarray.Sum, frame, nil, false)
	if err != nil {
		return err
	}
	product, err := ndarray.Mul(sum, out.Aux("factors"))
	if err != nil {
		return err
	}
	return ndarray.CopyInto(out.Buffer("brightness"), product)
}

// Scaled is registered, so its parameters travel, auxiliary data included.
var Scaled = udf.Register("example.com/scaled", func(p ScaleParams) (udf.UDF, error) { return scaled{p}, nil })

// A parameter for every scan position: each frame sees its own.
func ExampleNavAux() {
	frames, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 1, 2)
	if err != nil {
		log.Fatal(err)
	}
	factors, err := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(source.Memory{Data: frames})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := Scaled.With(ScaleParams{Factors: udf.NavAux(factors)})
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got["brightness"].Data)
	// Output:
	// [[ 3. 14.]
	//  [33. 60.]]
}

func TestAuxiliaryDataTravels(t *testing.T) {
	data, err := ndarray.FromSlice([]uint16{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	for _, aux := range []udf.Aux{{}, udf.NavAux(data), udf.SigAux(data, 1), udf.SingleAux(data)} {
		b, err := aux.MarshalBinary()
		require.NoError(t, err)
		var back udf.Aux
		require.NoError(t, back.UnmarshalBinary(b))
		require.Equal(t, aux.IsZero(), back.IsZero())
		require.Equal(t, aux.Kind, back.Kind)
		require.Equal(t, aux.Extra, back.Extra)
		if !aux.IsZero() {
			require.True(t, ndarray.Identical(aux.Data, back.Data))
		}
	}
}

func FuzzAux(f *testing.F) {
	data, err := ndarray.FromSlice([]uint16{1, 2, 3, 4}, 2, 2)
	require.NoError(f, err)
	b, err := udf.NavAux(data, 2).MarshalBinary()
	require.NoError(f, err)
	f.Add(b)
	objects, err := ndarray.FromObjects([]any{"a", 1})
	require.NoError(f, err)
	b, err = udf.NavAux(objects).MarshalBinary()
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(_ *testing.T, b []byte) {
		var a udf.Aux
		if a.UnmarshalBinary(b) == nil {
			_, _ = a.MarshalBinary()
		}
	})
}
