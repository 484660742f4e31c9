package main

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// pass returns the function that runs UDFs over a dataset, from the first call
// to the results. Their buffers are called as in the UDF; those of a list of
// UDFs have the UDF's number in front, as in "1.intensity".
func pass(d *udf.Dataset, workers int, specs ...udf.Spec) func(context.Context) (values, error) {
	return func(ctx context.Context) (values, error) {
		lazy, err := delayed.Run(d, specs...)
		if err != nil {
			return nil, err
		}
		results, err := delayed.Compute(ctx, lazy, scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
		if err != nil {
			return nil, err
		}
		all := values{}
		for i, buffers := range results {
			for name, b := range buffers {
				if len(specs) > 1 {
					name = fmt.Sprintf("%d.%s", i, name)
				}
				all[name] = b.Data
			}
		}
		return all, nil
	}
}

// with makes the spec of a UDF whose parameters are known to be good.
func with[P any](f *udf.Factory[P], p P) udf.Spec {
	s, err := f.With(p)
	if err != nil {
		panic(err) // a mistake in this program
	}
	return s
}
