package main

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// MyParams are the parameters of MyParam. Exported fields of any plain type
// travel.
type MyParams struct {
	Factor float64 `udf:"factor" doc:"what pixels are multiplied by"`
	Label  string  `udf:"label" doc:"what the result says beside the number"`
}

// MyParam adds up what it has multiplied. The factory may refuse parameters,
// and Defaults are for commands.
var MyParam = udf.Register("example.com/my-param", newMyParam,
	udf.Doc("pixels times a factor, with a label"), udf.Defaults(MyParams{Factor: 1, Label: "counts"}))

func newMyParam(p MyParams) (udf.UDF, error) {
	if p.Factor == 0 {
		return nil, fmt.Errorf("factor: got 0, want another number")
	}
	return myParam{p}, nil
}

type myParam struct{ MyParams }

func (myParam) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"label": udf.Nav(ndarray.Object)}
}

func (m myParam) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	sum := 0.0
	for _, v := range px {
		sum += v * m.Factor
	}
	text, err := out.Buffer("label").Objects() // any Go value that can travel
	if err != nil {
		return err
	}
	text[0] = fmt.Sprintf("%.0f %s", sum, m.Label)
	return nil
}
