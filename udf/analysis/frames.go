package analysis

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// Sum adds up all frames. Its channels are "intensity", drawn with logarithmic
// colours, and "intensity_lin"; for complex data also "intensity_real" and its
// like.
func Sum(ds *udf.Dataset) (*Analysis, error) {
	dtype := "float32"
	if k := ds.DType().Kind(); k == ndarray.KindFloat || k == ndarray.KindComplex {
		dtype = ds.DType().String()
	}
	spec, err := stdudf.Sum.With(stdudf.SumParams{DType: dtype})
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		return frameChannels(got["intensity"].Data, "intensity", "sum of frames")
	}}, nil
}

// PickParams are the parameters of [Pick]: as many coordinates as the scan has
// axes, X the fastest.
type PickParams struct{ X, Y, Z *int }

// At returns the parameters for a scan position (x), (y, x) or (z, y, x).
func At(position ...int) PickParams {
	var p PickParams
	to := []**int{&p.X, &p.Y, &p.Z}
	for i := range min(len(position), 3) {
		*to[i] = &position[len(position)-1-i]
	}
	return p
}

// Pick takes one frame, in the data's own dtype. Channels are those of [Sum].
func Pick(ds *udf.Dataset, p PickParams) (*Analysis, error) {
	given := []*int{p.Z, p.Y, p.X}
	n := len(ds.Nav())
	var at []int
	for i, v := range given {
		if wanted := i >= 3-n; wanted != (v != nil) || n > 3 {
			return nil, udf.BadValue("analysis: pick", fmt.Sprintf("%s for a scan of shape %s", axes(n), wording.Shape(ds.Nav())), "%d coordinates", count(given))
		}
		if v != nil {
			at = append(at, *v)
		}
	}
	only, err := ds.Only(at)
	if err != nil {
		return nil, err
	}
	spec, err := stdudf.Pick.With(struct{}{})
	if err != nil {
		return nil, err
	}
	return &Analysis{data: only, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		frame, err := got["intensity"].Data.Index(0, 0)
		if err != nil {
			return nil, err
		}
		return frameChannels(frame.Copy(), "intensity", fmt.Sprintf("the frame at %s", wording.Shape(at)))
	}}, nil
}

func count(given []*int) (n int) {
	for _, v := range given {
		if v != nil {
			n++
		}
	}
	return n
}

func axes(n int) string {
	if n < 1 || n > 3 {
		return "one to three scan axes"
	}
	return [...]string{"x", "y and x", "z, y and x"}[n-1]
}

// frameChannels are those of one frame.
func frameChannels(frame *ndarray.Array, key, desc string) ([]Channel, error) {
	damage := ones(frame.Shape())
	if isComplex(frame) {
		return complexChannels(frame, key, key, desc, damage, false)
	}
	return []Channel{
		{Key: key, Title: key + " [log]", Desc: desc + " log-scaled", Raw: frame, View: View{Damage: damage, Log: true}},
		{Key: key + "_lin", Title: key + " [lin]", Desc: desc + " lin-scaled", Raw: frame, View: View{Damage: damage}},
	}, nil
}
