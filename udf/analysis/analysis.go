package analysis

import (
	"context"
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// An Analysis is a UDF over a dataset with the channels that its results make.
// It is immutable; making one reads nothing.
type Analysis struct {
	data     *udf.Dataset
	spec     udf.Spec
	channels func(got map[string]delayed.Result) ([]Channel, error)
}

// Spec returns the UDF that the analysis runs.
func (a *Analysis) Spec() udf.Spec { return a.spec }

// Run computes the analysis in one pass over the data.
func (a *Analysis) Run(ctx context.Context, opts ...scheduler.Option) (*Results, error) {
	lazy, err := delayed.Run(a.data, a.spec)
	if err != nil {
		return nil, err
	}
	got, err := lazy[0].Compute(ctx, opts...)
	if err != nil {
		return nil, err
	}
	channels, err := a.channels(got)
	if err != nil {
		return nil, err
	}
	return &Results{channels}, nil
}

// Results are the channels of a computed analysis.
type Results struct{ channels []Channel }

// Channels returns all channels in their order. Do not modify the slice.
func (r *Results) Channels() []Channel { return r.channels }

// Channel returns the channel with that key. The error is a [*KeyError].
func (r *Results) Channel(key string) (Channel, error) {
	var keys []string
	for _, c := range r.channels {
		if c.Key == key {
			return c, nil
		}
		keys = append(keys, c.Key)
	}
	return Channel{}, &KeyError{Key: key, Keys: keys}
}

// A KeyError reports a channel that an analysis does not have.
type KeyError struct {
	Key  string
	Keys []string // of the channels that there are
}

func (e *KeyError) Error() string {
	keys, more := e.Keys, ""
	if len(keys) > 10 {
		keys, more = keys[:10], fmt.Sprintf(", … (%d in all)", len(keys))
	}
	return fmt.Sprintf("analysis: no channel %q, there are %s%s", e.Key, strings.Join(keys, ", "), more)
}

// A Channel is one array of an analysis.
type Channel struct {
	Key, Title, Desc string
	Raw              *ndarray.Array
	View             View // how to draw it
	vector           bool // drawn as a direction: complex, or two components x and y
}

// RGBA draws the channel: uint8 of shape (rows, columns, 4).
func (c Channel) RGBA() (*ndarray.Array, error) {
	if c.vector {
		return drawVectors(c.Raw, c.View.Max)
	}
	return Visualize(c.Raw, c.View)
}

// images refuses data whose frames have other than two axes.
func images(ds *udf.Dataset) error {
	if len(ds.Sig()) != 2 {
		return udf.BadValue("analysis", "two axes", "frames of shape %s", wording.Shape(ds.Sig()))
	}
	return nil
}

// orHalf returns a coordinate, or half an extent.
func orHalf(v *float64, extent int) float64 {
	if v != nil {
		return *v
	}
	return float64(extent) / 2
}

// isComplex reports whether an array is of complex numbers.
func isComplex(a *ndarray.Array) bool { return a.DType().Kind() == ndarray.KindComplex }

// ones is a damage mask that holds everything.
func ones(shape []int) *ndarray.Array {
	a := ndarray.New(ndarray.Bool, shape...)
	if err := a.Fill(true); err != nil {
		panic(err) // bool takes true
	}
	return a
}

// last returns one entry along the last axis.
func last(a *ndarray.Array, i int) (*ndarray.Array, error) {
	v, err := a.Index(a.NDim()-1, i)
	if err != nil {
		return nil, err
	}
	return v.Copy(), nil
}
