// Package stdudf holds the user-defined functions that every scan wants: sums,
// extrema, virtual detectors, standard deviation, centre of mass.
//
// # Model
//
// Each of them is a package-level factory; With gives a udf.Spec to run:
//
//	bf, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(31.5, 31.5, 6)}})
//	lazy, err := delayed.Run(ds, bf)
//
// All of them merge associatively, so their partitions merge in a balanced
// tree. For data of dtype uint8, uint16 and float32 they read tiles in that
// dtype with vector kernels that convert on the way; other dtypes take a
// general path through package ndarray. Semantics follow LiberTEM's UDFs of
// the same names.
package stdudf
