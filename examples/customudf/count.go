package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// CountParams are the parameters of Count: plain data that can travel.
type CountParams struct {
	Threshold float32 `udf:"threshold" doc:"what a pixel has to exceed"`
}

// Count is registered before main, once, under a name that stays the same.
var Count = udf.Register("example.com/count",
	func(p CountParams) (udf.UDF, error) { return count{p}, nil },
	udf.Doc("pixels above a threshold: how many per frame, and where"))

type count struct{ CountParams }

// InputDType asks for float32 whatever the file holds.
func (count) InputDType() ndarray.DType { return ndarray.Float32 }

// Buffers declares the results.
func (count) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"hits": udf.Nav(ndarray.Int32), // one number per scan position
		"map":  udf.Sig(ndarray.Int32), // one number per detector pixel
	}
}

// ProcessFrame gets one frame and the buffers that belong to it.
func (c count) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Values[float32](frame)
	if err != nil {
		return err
	}
	hits, err := ndarray.Values[int32](out.Buffer("hits"))
	if err != nil {
		return err
	}
	where, err := ndarray.Values[int32](out.Buffer("map"))
	if err != nil {
		return err
	}
	for i, v := range px {
		if v > c.Threshold {
			hits[0]++
			where[i]++
		}
	}
	return nil
}

// Merge adds the map of one partition to what has been merged before. Hits of
// different partitions are different scan positions and need no merging.
func (count) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("map"), src.Buffer("map"))
}

// MergeIsAssociative: sums may be formed in groups first, so partitions merge
// in a tree instead of one after the other.
func (count) MergeIsAssociative() bool { return true }
