package udf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// place notes for each frame where it is in its partition.
type place struct{}

func (place) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"place": udf.Nav(ndarray.Int32), "of": udf.Nav(ndarray.Int32)}
}

func (place) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	part := out.Partition()
	if err := out.Buffer("place").Fill(out.Slice().Start - part.Start); err != nil {
		return err
	}
	return out.Buffer("of").Fill(part.Frames)
}

// A UDF that wants to know how far it is in its partition asks the view.
func ExampleView_Partition() {
	ds, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint8, 1, 5, 2, 2)})
	if err != nil {
		log.Fatal(err)
	}
	if ds, err = ds.Partitions(2); err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, udf.InProcess("place", func() (udf.UDF, error) { return place{}, nil }))
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got["place"].Raw, got["of"].Raw)
	// Output: [0 1 0 1 2] [2 2 3 3 3]
}
