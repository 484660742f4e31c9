package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Coord tells each scan position where it is.
var Coord = udf.Register("example.com/coord",
	func(struct{}) (udf.UDF, error) { return coord{}, nil })

type coord struct{}

func (coord) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"at": udf.Nav(ndarray.Int64, len(m.Nav))}
}

// ProcessTile gets one row of coordinates for each frame of the tile.
func (coord) ProcessTile(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return ndarray.CopyInto(out.Buffer("at"), out.Coordinates())
}
